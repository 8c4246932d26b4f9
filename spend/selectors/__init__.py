"""Page-shaped reads of total spend."""
