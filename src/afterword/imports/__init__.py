"""Files in: read, understood, recorded, and undone."""
