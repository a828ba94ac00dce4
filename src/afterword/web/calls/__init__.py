"""The call list: whom to ring, what to say, and what came of it."""
