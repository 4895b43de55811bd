"""What is fixed before the first proposal is opened, and what follows from it."""
