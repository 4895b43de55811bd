"""What an agreement can promise, and the figures in which it does."""
