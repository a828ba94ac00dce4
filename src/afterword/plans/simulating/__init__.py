"""Trying plans out over recorded sales by the functions that plan for real; nothing is written."""
