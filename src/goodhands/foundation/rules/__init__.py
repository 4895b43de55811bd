"""Pure rules that every stage may use: no framework, no clock, no files, exact arithmetic."""
