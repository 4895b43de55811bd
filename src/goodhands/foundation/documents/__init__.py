"""Files that were handed in, kept as they were, with their hash."""
