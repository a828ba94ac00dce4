"""Keep in touch: who has no next touch gets one in their own rhythm, so many a day; until then the day is written."""
