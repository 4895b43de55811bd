"""One company in view or no data at all: the scope, rows that belong to a company, and walls in the database."""
