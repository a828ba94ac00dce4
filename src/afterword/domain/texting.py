"""A short message as it leaves: it says from whom it is, and where it must, how to hear no more."""

import re

_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\n{3,}")


def finished(text: str, *, sender: str, way_out: str = "") -> str:
    """The words with the sender's name before them, unless it stands in them, and the way out behind them.

    `way_out` is a short sentence ("Reply STOP to stop."), or empty where none is needed or one stands there already.
    """
    words = _LINES.sub("\n\n", _SPACES.sub(" ", text.replace("\r\n", "\n"))).strip()
    if sender and not _names(words, sender):
        words = f"{sender}: {words}".strip()
    if way_out and way_out.casefold() not in words.casefold():
        words = f"{words} {way_out}" if "\n" not in words else f"{words}\n{way_out}"
    return words


def _names(words: str, sender: str) -> bool:
    return " ".join(sender.split()).casefold() in " ".join(words.split()).casefold()
