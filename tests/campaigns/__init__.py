"""Campaigns: processes are killed and stopped again and again, and then the books are compared."""
