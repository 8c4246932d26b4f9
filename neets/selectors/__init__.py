"""What pages and the API of young people read."""
