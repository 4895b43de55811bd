"""What does it cost, either way? Pure functions of a month's demand, exact in Decimal."""
