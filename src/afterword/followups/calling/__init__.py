"""Calls: whom to ring today and what to say, and what becomes of each try."""
