"""What the follow-ups room does when something happened below."""
