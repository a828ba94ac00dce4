"""The customers: search, new ones, and pairs that may be one person."""
