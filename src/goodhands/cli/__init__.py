"""The `goodhands` command. Its calculators and the referee start without the web framework."""
