"""Where customers live, as far as their addresses and numbers tell: the country whose law holds, and their clocks."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import phonenumbers

from afterword.customers.countries import country_code
from afterword.domain.whereabouts import REGIONS, clocks_of
from afterword.infra.bulk import ids_clause
from afterword.infra.rows import fetched
from afterword.infra.tenancy import current_business_id

#: "Portland, OR 97201" and "Sydney NSW 2000": a region between the town and the code.
_BEFORE_CODE = re.compile(r"[, ](?P<region>[A-Z]{2,3})[, ]+(?:\d{4,5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d)$")
_POINTS = """SELECT customer_id, channel, value, normal FROM customers_contactpoint
    WHERE business_id = %s AND {customers} AND channel IN ('post', 'phone')
    ORDER BY bad_reason <> '', NOT preferred, id"""


class Whereabouts(NamedTuple):
    """A country (two letters; empty: not known) and the time zones of which one is theirs (none: the business's)."""

    country: str = ""
    zones: tuple[ZoneInfo, ...] = ()


NOWHERE = Whereabouts()


def whereabouts_of(customer_ids: Collection[int], *, home: str) -> dict[int, Whereabouts]:
    """Where each of these customers lives, by the postal address first, else by the number; one query.

    ``home`` is the business's country: an address without a country is one of there, and so is whoever tells nothing,
    unless the place says otherwise, by the business's own clock.
    """
    if not customer_ids:
        return {}
    among, values = ids_clause("customer_id", sorted(customer_ids))
    found: dict[int, tuple[str, Whereabouts]] = {}
    for customer_id, channel, value, normal in fetched(
        _POINTS.format(customers=among), [current_business_id(), *values]
    ):
        known = found.get(customer_id)
        if known is not None and (known[0] == "post" or channel == "phone"):
            continue
        told = of_address(value, home) if channel == "post" else of_number(normal, home)
        if told is not NOWHERE:
            found[customer_id] = (channel, told)
    return {customer_id: where for customer_id, (_, where) in found.items()}


@lru_cache(maxsize=20_000)
def of_address(written: str, home: str) -> Whereabouts:
    """What the lines of a postal address say."""
    lines = [" ".join(line.split()) for line in written.splitlines() if line.strip()]
    told = country_code(lines[-1]) if len(lines) > 1 else None
    country = told or home
    region = _region_in(lines[:-1] if told else lines, country)
    return _whereabouts(country, region, home)


def of_number(normal: str, home: str) -> Whereabouts:
    """What a telephone number (E.164) says by its beginning."""
    if normal.startswith("+1"):
        # Many countries share it and are told apart by the three digits that follow.
        return _of_beginning(f"{normal[:5]}5550123", home)
    if normal.startswith(_home_code(home)) and not normal.startswith("+7"):
        return Whereabouts(home)
    return _of_beginning(normal, home)


@lru_cache(maxsize=512)
def _home_code(home: str) -> str:
    return f"+{phonenumbers.country_code_for_region(home)}"


@lru_cache(maxsize=20_000)
def _of_beginning(normal: str, home: str) -> Whereabouts:
    try:
        country = phonenumbers.region_code_for_number(phonenumbers.parse(normal))
    except phonenumbers.NumberParseException:
        return NOWHERE
    return _whereabouts(country, "", home) if country and country.isalpha() else NOWHERE


def _whereabouts(country: str, region: str, home: str) -> Whereabouts:
    if country == home and not region:
        return Whereabouts(country)
    return Whereabouts(country, tuple(ZoneInfo(name) for name in clocks_of(country, region)))


def _region_in(lines: list[str], country: str) -> str:
    known = REGIONS.get(country)
    if known is None:
        return ""
    for line in reversed(lines[1:] or lines):
        if line.casefold() in known:
            return line
        told = _BEFORE_CODE.search(line)
        if told and told["region"].casefold() in known:
            return told["region"]
        last = line.rpartition(",")[2].strip()
        if last.casefold() in known:
            return last
    return ""
