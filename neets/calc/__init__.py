"""Arithmetic of young people's journeys: numbers in, a dataclass out. Nothing here knows of Django or of a person."""
