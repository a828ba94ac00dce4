"""The tenant: a business, its members, opening days and settings."""
