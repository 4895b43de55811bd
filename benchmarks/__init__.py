"""How fast is it, and is it fast enough? Called by `goodhands bench NAME`."""
