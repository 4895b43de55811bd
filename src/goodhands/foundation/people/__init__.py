"""Who may come in: people, their roles in companies, links that let them in once."""
