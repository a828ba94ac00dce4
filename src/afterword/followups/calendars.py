"""On which days a business is open: its weekly rest, its country's public holidays, and the days it names itself."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

from afterword.businesses.models import Business, ClosedDay
from afterword.businesses.queries import local_today
from afterword.domain.opening import OpenDays
from afterword.domain.triggers import Posted

#: Years of holidays looked up around the present one: imported sales go back, steps lie at most ten years ahead.
YEARS_BACK, YEARS_AHEAD = 15, 11


def open_days(business: Business) -> OpenDays:
    """The opening days of a business, as dates in its own zone; one query, the holidays are kept in memory."""
    closed = frozenset(ClosedDay.objects.values_list("day", flat=True))
    if business.closed_on_holidays:
        closed |= _holidays(business.country, local_today(business).year)
    return OpenDays(_weekdays(business.open_weekdays), closed)


def posted(business: Business) -> Posted:
    """How long the post takes here: so many of its working days, Monday to Friday but for the country's holidays."""
    holidays_here = _holidays(business.country, local_today(business).year)
    return Posted(business.post_days, OpenDays(frozenset(range(5)), holidays_here), open_days(business))


def _weekdays(bits: int) -> frozenset[int]:
    return frozenset(day for day in range(7) if bits >> day & 1)


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> frozenset[date]:
    """Public holidays of a country around a year; none where the country's calendar is not known."""
    try:
        return frozenset(holidays.country_holidays(country, years=range(year - YEARS_BACK, year + YEARS_AHEAD)))
    except NotImplementedError:
        return frozenset()
