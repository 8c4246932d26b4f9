"""One module a question: each makes an Answer out of a Reading of the count and what the address asks."""
