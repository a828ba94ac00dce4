"""Audiences on a page: said as a sentence, and put together row by row."""
