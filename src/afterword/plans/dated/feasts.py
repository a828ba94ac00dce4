"""Feasts by their names: the public holidays of the business's country, and Christmas and Easter everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

from afterword.domain.feasts import easter, orthodox_easter

CHRISTMAS, EASTER = "Christmas", "Easter"
_GOOD_FRIDAY_TO_EASTER_MONDAY = range(-2, 2)
_OF_EASTER = ("Easter", "Good Friday", "Holy")
#: Countries that keep the Easter of the East without a public holiday that would tell.
_EASTERN = frozenset({"BY", "RU"})


def feasts(country: str, first: date, last: date) -> Mapping[date, str]:
    """The feasts of these years, by day; several names of one day are parted by ";".

    Each holiday has its English name and that of the country's own language. "Christmas" is the day on which the
    country keeps it, the 25th of December where it is no holiday; "Easter" is the Sunday of its own reckoning.
    """
    return _feasts(country, first.year, last.year)


def feast_names(country: str, today: date) -> tuple[str, ...]:
    """The English names by which a plan can be told of a feast, in the order in which they come from ``today`` on."""
    coming: dict[str, None] = {}
    for day, names in sorted(feasts(country, today, date(today.year + 1, 12, 31)).items()):
        if day >= today:
            coming |= dict.fromkeys(names.split(";")[:1]) | (
                {name: None for name in (CHRISTMAS, EASTER) if name in names.split(";")}
            )
    return tuple(coming)


@lru_cache(maxsize=64)
def _feasts(country: str, first: int, last: int) -> Mapping[date, str]:
    named: dict[date, dict[str, None]] = {}
    for language in ("en_US", None):
        for day, names in _holidays(country, first, last, language).items():
            for name in names.split(";"):
                named.setdefault(day, {})[name.strip()] = None
    for year in range(first, last + 1):
        named.setdefault(_christmas(named, year), {})[CHRISTMAS] = None
        named.setdefault(_easter(country, named, year), {})[EASTER] = None
    return MappingProxyType({day: ";".join(names) for day, names in named.items()})


def _holidays(country: str, first: int, last: int, language: str | None) -> Mapping[date, str]:
    try:
        return holidays.country_holidays(country, years=range(first, last + 1), language=language, observed=False)
    except NotImplementedError:  # a country whose calendar is not known
        return {}


def _christmas(named: Mapping[date, Mapping[str, None]], year: int) -> date:
    usual = date(year, 12, 25)
    kept = [day for day, names in named.items() if day.year == year and {"Christmas Day", "Christmas"} & set(names)]
    return usual if usual in kept or not kept else min(kept)


def _easter(country: str, named: Mapping[date, Mapping[str, None]], year: int) -> date:
    """Of the West, unless the country's own Easter holidays lie around that of the East."""
    west, east = easter(year), orthodox_easter(year)
    return east if country in _EASTERN or _kept_around(named, east) > _kept_around(named, west) else west


def _kept_around(named: Mapping[date, Mapping[str, None]], sunday: date) -> int:
    days = (date.fromordinal(sunday.toordinal() + distance) for distance in _GOOD_FRIDAY_TO_EASTER_MONDAY)
    return sum(any(word in name for name in named.get(day, ()) for word in _OF_EASTER) for day in days)
