"""How do people give a day: picked in a form, or typed."""
