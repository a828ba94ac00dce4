"""Nobody forgotten: the audit with its tables, and every exception by name with a button that ends it."""
