"""A company that is filled with invented data, to be looked at and cleared again."""
