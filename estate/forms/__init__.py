"""Forms of the estate's pages."""
