"""The companies whose data this is, and the wall between them."""
