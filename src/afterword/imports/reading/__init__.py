"""Answers for files from anywhere: what they are, and their rows as text, read in a child process with limits."""

from afterword.imports.reading.reader import as_csv, inspect, rows
from afterword.imports.reading.table import Reading, UnreadableFile

__all__ = ["Reading", "UnreadableFile", "as_csv", "inspect", "rows"]
