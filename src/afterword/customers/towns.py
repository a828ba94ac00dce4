"""The town, postal code and country of a postal address that is kept as lines."""

from __future__ import annotations

import re
from typing import NamedTuple

from afterword.customers.countries import country_code

#: "0150 Oslo", "D-80331 München", "SW1A 1AA London": a code with a digit, then the town.
_TOWN = re.compile(
    r"(?P<code>(?:[A-Z]{1,2}-)?(?=[A-Z0-9]*\d)[A-Z0-9]{3,8}(?: \d[A-Z]{2}| \d{2,3})?) (?P<city>\D.*)", re.IGNORECASE
)


class Town(NamedTuple):
    """Empty where it is not told; the country in two letters, where it is one we know."""

    postal_code: str = ""
    city: str = ""
    country: str = ""


def town_of(lines: str) -> Town:
    """What the lines of an address say, from the street to the country."""
    rest = [line.strip() for line in lines.splitlines() if line.strip()]
    country = ""
    if len(rest) > 1 and (code := country_code(rest[-1])):
        country = code
        rest.pop()
    for line in reversed(rest[1:] or rest):
        if found := _TOWN.fullmatch(line):
            return Town(found["code"], found["city"], country)
    return Town("", rest[-1] if len(rest) > 1 else "", country)
