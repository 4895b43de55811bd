"""What several stages stand on, in named packages."""
