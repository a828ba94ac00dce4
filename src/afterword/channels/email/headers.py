"""Header values that cannot break out of their line: cleaned, encoded by RFC 2047 where needed, folded."""

from __future__ import annotations

import re
from binascii import b2a_base64
from datetime import UTC, datetime
from functools import lru_cache

_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\s]+"
)
_PLAIN_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_WORD_BYTES = 45
_LINE = 76
_LONGEST_NAME = 120
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def one_line(text: str) -> str:
    """The text with every line break, control and direction-changing character turned into a single space."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")
    return _UNPRINTABLE.sub(" ", text).strip(" ")


def display_name(name: str) -> str:
    """A name as a phrase before an address: bare, quoted or encoded; cut at 120 characters."""
    clean = one_line(name)[:_LONGEST_NAME].rstrip(" ")
    if clean.isascii() and "=?" not in clean:
        if not clean or (_PLAIN_NAME.fullmatch(clean) and len(clean) < _LINE - 10):
            return clean
        if len(clean) < _LINE - 10:
            return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return encoded_words(clean, first=8)


def unstructured(value: str, *, label: str) -> str:
    """A value such as a subject, cleaned and folded for a header with that label; lines of at most 78 characters."""
    clean = one_line(value)
    room = _LINE - len(label) - 2
    if not clean.isascii() or "=?" in clean:
        return encoded_words(clean, first=len(label) + 2)
    if len(clean) <= room:
        return clean
    words = clean.split(" ")
    if max(map(len, words)) > room:
        return encoded_words(clean, first=len(label) + 2)
    lines: list[str] = []
    line = words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) > (room if not lines else _LINE):
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}"
    return "\r\n ".join([*lines, line])


def encoded_words(text: str, *, first: int) -> str:
    """The text as RFC 2047 base64 words in UTF-8, none split within a character, one on each folded line.

    `first`: characters already used on the first line.
    """
    words: list[str] = []
    chunk = bytearray()
    room = max(_WORD_BYTES - 3 * ((first + 2) // 4), 12)
    for mark in text:
        encoded = mark.encode("utf-8", "replace")
        if len(chunk) + len(encoded) > room:
            words.append(_word(chunk))
            chunk.clear()
            room = _WORD_BYTES
        chunk += encoded
    words.append(_word(chunk))
    return "\r\n ".join(words)


@lru_cache(maxsize=256)
def date_header(moment: datetime) -> str:
    """An aware moment as RFC 5322 writes it, in UTC. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("A message's moment needs a time zone.")
    utc = moment.astimezone(UTC)
    return (
        f"{_DAYS[utc.weekday()]}, {utc.day:02d} {_MONTHS[utc.month - 1]} {utc.year:04d} "
        f"{utc.hour:02d}:{utc.minute:02d}:{utc.second:02d} +0000"
    )


def _word(chunk: bytearray) -> str:
    return f"=?utf-8?b?{b2a_base64(chunk, newline=False).decode('ascii')}?="
