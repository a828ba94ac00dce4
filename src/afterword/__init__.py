"""Afterword makes sure that no customer of a small business is ever forgotten."""

__version__ = "0.1.0"
