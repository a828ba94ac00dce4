"""Pages for customers: no account, no cookie, one thumb."""
