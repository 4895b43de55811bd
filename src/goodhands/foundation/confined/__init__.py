"""Work on bytes from outside, in a process of its own that may do nearly nothing."""
