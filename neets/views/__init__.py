"""Pages of young people: every count on them has left through disclosure control."""
