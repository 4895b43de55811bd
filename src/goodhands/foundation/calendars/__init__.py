"""Agreed hours of service, version by version."""
