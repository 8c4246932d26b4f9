"""Pure calculations of total spend: they know nothing of Django."""
