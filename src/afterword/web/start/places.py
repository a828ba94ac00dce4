"""Countries, currencies and time zones to choose from, and which of them go together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import get_territory_currencies, list_currencies


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone people live in, and its country (ISO 3166)."""

    name: str
    country: str

    @property
    def region(self) -> str:
        return self.name.partition("/")[0]

    @property
    def place(self) -> str:
        return self.name.partition("/")[2].replace("_", " ").replace("/", ", ")


@lru_cache(maxsize=1)
def zones() -> tuple[Zone, ...]:
    """Every inhabited zone of the IANA database, by name."""
    table = files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return tuple(sorted((Zone(row[2], row[0]) for row in rows), key=lambda zone: zone.name))


def zones_by_region() -> list[tuple[str, list[tuple[str, str]]]]:
    """For a select with groups: region, then (zone, place)."""
    grouped: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for zone in zones():
        grouped[zone.region].append((zone.name, zone.place))
    return [*grouped.items(), ("UTC", [("UTC", "UTC")])]


@lru_cache(maxsize=8)
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """(code, name in this language), by name."""
    names = _locale(language).territories
    inhabited = {zone.country for zone in zones()}
    return tuple(
        sorted(((code, names[code]) for code in inhabited if code in names), key=lambda pair: pair[1].casefold())
    )


@lru_cache(maxsize=8)
def currencies(language: str) -> tuple[tuple[str, str], ...]:
    """(code, "NOK, Norwegian krone"), of the currencies in use, by code."""
    names = _locale(language).currencies
    in_use = {currency_of(zone.country) for zone in zones()} & set(list_currencies())
    return tuple((code, f"{code}, {names.get(code, code)}") for code in sorted(in_use))


@lru_cache(maxsize=512)
def currency_of(country: str) -> str:
    """The money of a country, as of now; "USD" where nobody knows."""
    known = get_territory_currencies(country)
    return str(known[-1]) if known else "USD"


@lru_cache(maxsize=512)
def zone_of(country: str) -> str:
    """A country's first zone, "UTC" where it has none of its own; large countries must choose."""
    return next((zone.name for zone in zones() if zone.country == country), "UTC")


def country_from_languages(accept_language: str) -> str:
    """The country that a browser's ``Accept-Language`` names ("nb-NO,nb;q=0.9" is "NO"); empty where it names none."""
    inhabited = {zone.country for zone in zones()}
    for part in accept_language[:200].split(","):
        country = part.partition(";")[0].strip().replace("_", "-").rpartition("-")[2].upper()
        if country in inhabited and "-" in part:
            return country
    return ""


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
