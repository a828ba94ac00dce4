"""What goes by post: which cards are due, how they look, and what a person says about them (printed, posted, back)."""
