"""Mail that comes in: from octets to a letter that can be decided upon."""
