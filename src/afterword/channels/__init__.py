"""Plug-ins that carry messages; they know messages, never customers."""
