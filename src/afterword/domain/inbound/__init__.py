"""What comes back: telling replies, failures, complaints and machines apart, from the words of a mail alone."""
