"""Plain lists: what a company keeps of things that have no life of their own, and how they all behave alike."""
