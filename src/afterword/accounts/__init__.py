"""Logins, sessions and one-time sign-in links."""
