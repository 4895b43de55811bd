"""What was removed lies here for thirty days, and can be put back."""
