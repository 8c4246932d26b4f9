"""Forms of the shared core."""
