"""A member's own name, password and language."""
