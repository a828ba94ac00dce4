"""Answers for what a table of text means: which kind it is, which column is what, and what each row says."""
