"""The pages on which an administrator keeps people, roles, bodies and areas."""
