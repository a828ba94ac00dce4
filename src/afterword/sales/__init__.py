"""Sales and their items, products, and inquiries."""
