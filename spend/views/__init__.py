"""Pages of total spend."""
