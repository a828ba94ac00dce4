"""The page on which one line is written by hand, from what is known of a customer; the next person is one tap away."""
