"""Chainable reads of young people, and the purposes that the database shows them for."""
