"""Template tags and filters of the estate."""
