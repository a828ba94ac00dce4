"""The businesses that a person is a member of."""
