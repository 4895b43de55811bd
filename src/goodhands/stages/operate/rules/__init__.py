"""Facts about tickets in, verdicts with their reasons out."""
