"""How many customers a day the quiet plan may reach: what the owner says, else what half of the minutes allow."""

from __future__ import annotations

from datetime import date, timedelta

from afterword.businesses.models import Business, Membership
from afterword.businesses.working_time import minutes_of_members
from afterword.domain.opening import OpenDays

FEWEST, MOST = 3, 50
_DAYS_LOOKED_AT = 28


def customers_a_day(business: Business, minutes_each: int, today: date, opening: OpenDays) -> int:
    """The number for an average open day of the coming four weeks; 0 only where the owner says so."""
    if business.keep_in_touch_a_day is not None:
        return int(business.keep_in_touch_a_day)
    return max(FEWEST, min(MOST, _minutes_a_day(today, opening) // 2 // max(1, minutes_each)))


def _minutes_a_day(today: date, opening: OpenDays) -> int:
    """Of all members together; of one who has not said on which weekdays, what "I have … minutes" shows first."""
    days = [one for one in (today + timedelta(days=n) for n in range(_DAYS_LOOKED_AT)) if opening.is_open(one)]
    told = minutes_of_members(today, today + timedelta(days=_DAYS_LOOKED_AT - 1))
    said = sum(by_day.get(day, 0) for by_day in told.values() for day in days) // max(1, len(days))
    unsaid = Membership.objects.exclude(pk__in=list(told)).values_list("minutes", flat=True)
    return said + sum(unsaid)
