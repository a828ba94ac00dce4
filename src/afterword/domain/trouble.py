"""The one base of every error that is the user's to mend: its text is a sentence that says what to do."""


class Trouble(Exception):
    """Shown as it is, on screens and on standard error. Subclasses live beside the function that raises them."""
