"""Tests that belong to no single package, and what all tests stand on: settings, databases, two whole companies."""
