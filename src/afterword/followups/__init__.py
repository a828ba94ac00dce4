"""Follow-ups owed, their drafts, the messages that left, and the Today queue."""
