"""Bringing in a file: what was understood, the import, its result, and undo."""
