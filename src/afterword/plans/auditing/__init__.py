"""The nobody-forgotten audit: in full, for what has changed, by plan and month, and every exception by name."""
