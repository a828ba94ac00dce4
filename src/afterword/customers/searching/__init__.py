"""Instant search: customers by pieces of their names, addresses and numbers, however many there are."""

from afterword.customers.searching.finding import Found, Keyset, find_by_words, search

__all__ = ["Found", "Keyset", "find_by_words", "search"]
