"""A company leaves whole, as one file, and comes in elsewhere from such a file."""
