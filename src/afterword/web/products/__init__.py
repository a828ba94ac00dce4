"""What the business sells, and how long it lasts."""
