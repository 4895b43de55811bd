"""What was typed into a long form and not sent yet."""
