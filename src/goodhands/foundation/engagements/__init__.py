"""Outsourcing relationships, from need to exit."""
