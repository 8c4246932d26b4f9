"""The API of young people: counts that disclosure control let out, and nobody."""
