"""What people type and choose on the pages of total spend."""
