"""Reads a mail from a file, as it came or with its words alone."""

from __future__ import annotations

from pathlib import Path

from afterword.channels.inbound.parsing import MOST_OCTETS, letter_of
from afterword.domain.inbound.reading import Read, read
from afterword.domain.trouble import Trouble


class NoSuchMail(Trouble):
    """The file is not there, or cannot be opened."""


def read_mail_file(path: Path) -> Read:
    """Decide from the file alone. Raises :class:`NoSuchMail` where there is nothing to read."""
    try:
        with path.open("rb") as opened:
            raw = opened.read(MOST_OCTETS)
    except OSError as refused:
        raise NoSuchMail(f"{path}: {refused.strerror}. Name a file that holds one mail as it came.") from None
    return read(letter_of(raw))
