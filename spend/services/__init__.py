"""Every write of total spend: checked, atomic, with one reason."""
