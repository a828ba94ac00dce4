"""Today: what is owed, one ordered list, and everything that is done with one follow-up."""
