"""What the owner sets: the business, its hours, its team, its ways to send."""
