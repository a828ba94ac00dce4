"""What a customer is called, and the folded forms under which they are found."""

from __future__ import annotations

import re

from afterword.domain.greeting import is_firm, tidy_name
from afterword.domain.matching import name_key, search_key

#: What somebody is called of whom we know a source's number only.
NUMBERED = "Customer {key}"
NAMELESS = "Somebody"
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+", re.ASCII)
_DROPPED = str.maketrans("", "", "'.`")


def folded(text: str) -> str:
    """``domain.matching.search_key``, by a shorter way for plain ASCII."""
    return " ".join(text.lower().split()) if text.isascii() else search_key(text)


def folded_once(text: str) -> str:
    """The same for long texts of which no two are alike: remembering them would only fill the memory."""
    return " ".join(text.lower().split()) if text.isascii() else search_key.__wrapped__(text)


def folded_name(text: str) -> str:
    """``domain.matching.name_key``, by a shorter way for plain ASCII; at most 200 characters."""
    if not text.isascii():
        return name_key(text)[:200]
    return " ".join(sorted(_NOT_IN_NAMES.sub(" ", text.lower().translate(_DROPPED)).split()))[:200]


def split_name(full: str) -> tuple[str, str]:
    """Given and family name of a whole name, where a comma or exactly two words make it plain; else two empty texts."""
    if full.count(",") == 1:
        family, given = (part.strip() for part in full.split(","))
        return (given, family) if given and family and not is_firm(full) else ("", "")
    words = full.split()
    return (words[0], words[1]) if len(words) == 2 and not is_firm(full) else ("", "")


def display_name(*, given: str, family: str, company: str, email: str = "", phone: str = "", key: str = "") -> str:
    """What the screens call them; never empty, at most 200 characters."""
    name = " ".join(part for part in (given, family) if part)
    if not name:
        name = company or email.partition("@")[0] or phone or (NUMBERED.format(key=key) if key else NAMELESS)
    return name[:200]


def search_text(*, display: str, company: str, emails: list[str], phones: list[str], keys: list[str]) -> str:
    """The folded text in which instant search looks; at most 600 characters."""
    parts = [display]
    if company and company != display:
        parts.append(company)
    return folded_once(" ".join([*parts, *emails, *phones, *keys]))[:600]


__all__ = ["display_name", "folded", "folded_name", "folded_once", "search_text", "split_name", "tidy_name"]
