"""Papers: what pages and calculators say, as PDF and CSV. Needs no web framework."""
