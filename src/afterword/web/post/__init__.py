"""What goes by post: the cards that are due, how they look, printing and posting them."""
