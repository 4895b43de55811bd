"""Goodhands: the buyer's own instrument for outsourcing a small company's IT."""

__version__ = "0.1.0"
