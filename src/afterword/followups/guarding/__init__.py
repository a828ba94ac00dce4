"""The robot guard: the same words to many are noticed, and a letter can ask for one line in a person's own hand."""
