"""A customer writes that they have moved: the address as they wrote it, for a person to look at and keep."""

from __future__ import annotations

import re
from dataclasses import dataclass

from afterword.domain.inbound.failures import ADDRESS

_IS = r"(?:\s+(?:is|er|ist|lautet|est|es|è|är|wird|blir))?\s*[:\-–]?\s*"
_NEW_EMAIL = re.compile(
    r"(?i)\b(?:new|ny|neue|nouvelle|nueva|nuovo|nieuwe?)\s+(?:e-?mail\S*|e-?post\S*|mail\S*|adres\w*|correo\S*|courriel\S*)"
    rf"(?:\s+(?:address|adresse|adress|electrónico))?{_IS}<?({ADDRESS.pattern})"
)
_NEW_PLACE = re.compile(
    r"(?i)\b(?:(?:new|ny|nye|neue|nouvelle|nueva|nuovo|nieuwe?)\s+(?:(?:postal\s+|home\s+)?address|adresse[n]?|adress|dirección"
    rf"|indirizzo|adres){_IS}|(?:moved|moving)\s+to\s+|flytt(?:et|at|er|ar)\s+til[l]?\s+|umgezogen\s+(?:nach|in\s+(?:die|den|das))\s+"
    r"|déménagé\s+(?:à|au)\s+|verhuisd\s+naar\s+)(?=\S)"
)
_ENDS = re.compile(r"\n\s*\n|[.!?](?:\s|$)(?!\d)")
_MOST_READ = 4_000
_LONGEST, _MOST_LINES = 160, 4


@dataclass(frozen=True, slots=True)
class NewAddress:
    """An address that somebody may have now. `channel`: email or post; `value`: as written, lines by newlines."""

    channel: str
    value: str


def new_address_in(words: str) -> NewAddress | None:
    """What the sender's own words say of a new address; None where they say nothing of the kind."""
    words = words[:_MOST_READ]
    email = _NEW_EMAIL.search(words)
    if email:
        return NewAddress("email", email[1])
    for place in _NEW_PLACE.finditer(words):
        rest = words[place.end() : place.end() + _LONGEST * 2]
        end = _ENDS.search(rest)
        lines = [line.strip(" ,;") for line in (rest[: end.start()] if end else rest).split("\n")]
        value = "\n".join(line for line in lines[:_MOST_LINES] if line)
        # A street or a postal code has a number; "we moved to Oslo" is news, not an address.
        if len(value) <= _LONGEST and re.search(r"\d", value) and re.search(r"[^\W\d_]{2}", value):
            return NewAddress("post", value)
    return None
