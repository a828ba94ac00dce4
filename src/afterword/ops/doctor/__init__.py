"""What could keep Afterword from working, looked at one after the other: the machine, the data, the loops, the mail."""
