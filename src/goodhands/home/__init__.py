"""What draws on all stages: Today."""
