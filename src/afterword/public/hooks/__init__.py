"""What other services tell us by webhook: proven first, then read, then taken in."""
