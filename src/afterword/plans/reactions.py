"""What the plans room does when something happened below: it enrolls."""
