"""Answers for text from outside: what the database refuses or a screen cannot show never gets past here."""

import re
import unicodedata

# Controls (but not tab and line feed), lone surrogates, noncharacters, and marks that reorder or hide text.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff]"
)
_BLANKS = re.compile(r"\s+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_EMPTY_WORDS = frozenset({"n/a", "na", "null", "none", "nil", "-", "--", "#n/a", "(null)", "nan", "undefined", "\\n"})
_FLOAT_KEY = re.compile(r"(\d{1,18})\.0", re.ASCII)
# Linear: every piece starts with a character that cannot continue the one before.
_EMAIL = re.compile(
    r"[^\s@<>()\[\],;:\\\"\x00-\x20\x7f.]+(?:\.[^\s@<>()\[\],;:\\\"\x00-\x20\x7f.]+)*"
    r"@[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+"
)
_ANGLED = re.compile(r"[^<>]*<([^<>\s]+)>")


def clean_line(text: str, limit: int) -> str:
    """One line of text: NFC, controls gone, blanks collapsed, trimmed, at most limit characters."""
    if text.isascii() and text.isprintable():
        line = text.strip()
        if "  " in line:
            line = _BLANKS.sub(" ", line)
    else:
        line = unicodedata.normalize("NFC", _mended(text))
        line = _BLANKS.sub(" ", line).strip()
    return line if len(line) <= limit else line[:limit].rstrip()


def clean_text(text: str, limit: int) -> str:
    """Text of several lines: as clean_line, but line breaks stay (as a line feed)."""
    if text.isascii() and text.isprintable():
        return text.strip()[:limit]
    lines = _mended(text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", lines).strip()[:limit]


def clean_value(text: str, limit: int) -> str:
    """As clean_line, and empty where programs write a word for nothing ("NULL", "n/a", "-")."""
    line = clean_line(text, limit)
    return "" if len(line) <= 9 and line.casefold() in _EMPTY_WORDS else line


def clean_key(text: str, limit: int) -> str:
    """A source's own key: as clean_value, without a spreadsheet's apostrophe and without the ".0" of a key read as
    a number.

    Raises ValueError where the key is longer than limit, because two cut keys could become one.
    """
    if len(text) <= limit and text.isascii() and text.isalnum() and text[-1].isdigit():
        return text
    key = clean_value(text, limit + 1).lstrip("'")
    if len(key) > limit:
        raise ValueError(f"This number is longer than {limit} characters; shorten it.")
    as_float = _FLOAT_KEY.fullmatch(key)
    return as_float[1] if as_float else key


def clean_email(text: str, limit: int = 254) -> str:
    """The address in the cell, "" where there is none; raises ValueError with a sentence where it cannot be an address.

    Only the form is checked: one @, no blanks, a domain with a dot. Several addresses in a cell give the first.
    """
    if len(text) <= limit and text.isascii() and _EMAIL.fullmatch(text) and text.index("@") <= 64:
        return text
    raw = clean_value(text, 2 * limit)
    if not raw:
        return ""
    address = raw.lstrip("'").removeprefix("mailto:").strip()
    angled = _ANGLED.fullmatch(address)
    if angled:
        address = angled[1]
    for mark in (" ::: ", ";", ",", " "):
        address = address.split(mark, 1)[0].strip()
    address = address.rstrip(".")
    if len(address) > limit or len(address.partition("@")[0]) > 64 or not _EMAIL.fullmatch(address):
        raise ValueError("This is not a complete e-mail address; write it as name@example.com, or empty the cell.")
    return address


def _mended(text: str) -> str:
    text = _SURROGATE.sub("\ufffd", text)
    return _UNWANTED.sub(_stand_in, text)


def _stand_in(found: re.Match[str]) -> str:
    # A vertical tab, form feed or carriage return parts words; the rest is simply dropped.
    return " " if found[0] in "\x0b\x0c\r\x1c\x1d\x1e\x1f\x85" else ""
