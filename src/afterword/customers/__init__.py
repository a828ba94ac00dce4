"""Customers, how to reach them, what they agreed to, and who must not be contacted."""
