"""The calendar: what lies on which day, moving it inside its window, and the feed for a calendar elsewhere."""
