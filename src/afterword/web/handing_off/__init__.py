"""Sending from one's own telephone: the words ready in its own program, and the question whether they were sent."""
