"""Plans, their steps, who is on which, and the audit that nobody is forgotten."""
