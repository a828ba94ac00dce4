"""The one line in a person's own hand that a letter may ask for: its place in the text, and what may stand there."""

from __future__ import annotations

import re
import unicodedata

#: The merge field that asks for it.
PERSONAL_LINE = "personal_line"
#: Stands in the text as long as nobody has written the line; no letter leaves with it.
PLACE = "{{ personal_line }}"
#: Characters of a line, typed or proposed.
LONGEST_LINE = 500
LONGEST_PROPOSAL = 240

WANTS_LINE = "It waits for one line in your own hand. Write it, then let it go."

_A_PLACE = re.compile(r"\{\{[ \t]{0,8}personal_line[ \t]{0,8}(?:\|[^{}\n]{0,500})?\}\}", re.IGNORECASE)
_ALWAYS = re.compile(r"\{\{[ \t]{0,8}personal_line[ \t]{0,8}\}\}", re.IGNORECASE)
_A_PARAGRAPH = re.compile(r"(?:\n[ \t]*){0,2}" + _A_PLACE.pattern, re.IGNORECASE)

_LINK = re.compile(
    r"(?i)\b(?:[a-z][a-z0-9+.-]{1,20}://|www\.|mailto:|tel:)[^\s()]*|\S+@\S+\.\S+"
    r"|\b[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*\.(?:com|net|org|info|biz|io|co|me|app|dev|link|shop|xyz|ru|cn|no|se|dk|de)"
    r"\b(?:/\S*)?"
)
_TAG = re.compile(r"<[^<>]{0,200}>")
_MARKUP = re.compile(r"[{}<>\[\]|`*_#~^\\]+")
_NOTHING_IN_IT = re.compile(r"\(\s{0,9}\)")
_LIST_MARK = re.compile(r"^(?:[-–—•]|\d{1,2}[.)])\s+")
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")
#: Invisible, but part of how some scripts and pictures are written.
_JOINERS = "\u200c\u200d"
_QUOTES = {'"': '"', "'": "'", "“": "”", "”": "”", "„": "“", "«": "»", "‘": "’"}


def asks_for_line(text: str) -> bool:
    """Whether a template or a draft has the place for the line, with a fallback or without."""
    return _A_PLACE.search(text) is not None


def asks_for_line_always(text: str) -> bool:
    """Whether it waits for a line: a place has no fallback."""
    return _ALWAYS.search(text) is not None


def with_line(text: str, line: str) -> str:
    """The text with the line in its place; without a place, as a paragraph before the closing one."""
    line = one_line(line)
    if not line:
        return text
    if asks_for_line(text):
        return _A_PLACE.sub(lambda _: line, text)
    *before, last = text.rstrip().split("\n\n")
    return "\n\n".join([*before, line, last] if before else [last, line])


def with_place(text: str) -> str:
    """A template that asks for the line: with a place before its closing paragraph, if it has none yet."""
    if not text.strip() or asks_for_line(text):
        return text
    words = text.rstrip()
    *before, last = words.split("\n\n")
    return "\n\n".join([*before, PLACE, last] if before else [last, PLACE]) + text[len(words) :]


def without_place(text: str) -> str:
    """A template that does not ask for the line any more."""
    return _A_PARAGRAPH.sub("", text)


def one_line(text: str) -> str:
    """What somebody typed as one line: white space folded, nothing invisible, at most ``LONGEST_LINE`` characters."""
    seen = "".join(" " if unicodedata.category(one)[0] == "C" and one not in _JOINERS else one for one in text)
    return " ".join(seen.split())[:LONGEST_LINE].rstrip()


def plain_proposal(text: str) -> str:
    """What a machine proposed as one plain line, or nothing.

    Links, addresses, markup and braces are taken out, so that the words can do nothing but be read; what is longer
    than ``LONGEST_PROPOSAL`` characters ends with the last whole sentence, or the last whole word.
    """
    line = one_line(_TAG.sub(" ", unicodedata.normalize("NFC", text)))
    line = _MARKUP.sub(" ", _LINK.sub(" ", line))
    line = _LIST_MARK.sub("", " ".join(line.split()))
    line = _without_quotes(_NOTHING_IN_IT.sub(" ", line))
    line = re.sub(r"\s+([.,;:!?…])", r"\1", " ".join(line.split()))
    line = _shortened(line)
    return line if any(one.isalpha() for one in line) else ""


def _without_quotes(line: str) -> str:
    closing = _QUOTES.get(line[:1])
    if closing is not None and len(line) > 2 and line.endswith(closing) and closing not in line[1:-1]:
        return line[1:-1].strip()
    return line


def _shortened(line: str) -> str:
    if len(line) <= LONGEST_PROPOSAL:
        return line
    cut = line[:LONGEST_PROPOSAL]
    ends = [found.end() for found in _SENTENCE_END.finditer(cut)]
    if ends:
        return cut[: ends[-1]]
    return cut[: LONGEST_PROPOSAL - 1].rpartition(" ")[0].rstrip(",;:") + "…"
