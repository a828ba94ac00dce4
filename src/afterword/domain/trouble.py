"""The one base of every error that is the user's to mend: its text is a sentence that says what to do."""

from __future__ import annotations


class Trouble(Exception):
    """Shown as it is on standard error, and on screens in the reader's language.

    ``values`` are filled into the sentence's places, such as ``%(day)s``; a screen translates the sentence first.
    Subclasses live beside the function that raises them.
    """

    def __init__(self, sentence: str = "", /, **values: object) -> None:
        super().__init__(sentence % values if values else sentence)
        self.sentence, self.values = sentence, values
