"""Complaints, promises and suggestions."""
