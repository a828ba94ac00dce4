"""The plans, readable, with their wording."""
