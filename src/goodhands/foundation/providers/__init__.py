"""Firms that do or may do the work."""
