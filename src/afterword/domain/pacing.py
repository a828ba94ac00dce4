"""How many messages an account may be asked to take: an hour, a day, and in the first weeks of a new sender.

Providers stop an account that sends more than they allow, and receivers distrust a sender whom nobody knew yesterday
and who writes to a thousand people today. What does not fit waits; nothing is lost by it. Days and hours are those of
the business's own clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from afterword.domain.opening import OpenDays

WARM_UP = (20, 28, 39, 55, 77, 108, 151, 211, 295, 413, 579, 810, 1_134, 1_587, 2_222)
"""At most so many on the first, second, third … day on which a new sender sends; then as many as the account takes.

Each step is two fifths above the one before: the growth that Twilio SendGrid publishes for a new address ("Warming up
an IP address", automated schedule). It begins with 20 as well, but there in an hour and here in a day: a shop has time.
"""


class Bound(StrEnum):
    """What keeps a message waiting."""

    HOUR = "hour"
    DAY = "day"
    WARM_UP = "warm_up"


@dataclass(frozen=True, slots=True)
class Pace:
    """What an account takes, numbers above 0. None: as many as there are. ``warming``: a new sender (``WARM_UP``)."""

    a_day: int | None = None
    an_hour: int | None = None
    warming: bool = False

    @property
    def is_limited(self) -> bool:
        """Whether anything has to be counted at all."""
        return self.a_day is not None or self.an_hour is not None or self.warming


UNLIMITED = Pace()


@dataclass(frozen=True, slots=True)
class Spent:
    """What has left today and in this hour, and on how many days before today something left since warming up began."""

    today: int = 0
    this_hour: int = 0
    days_before: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """How many more may leave now (None: any number), and what bounds them."""

    left: int | None
    bound: Bound | None = None


def most_on(pace: Pace, days_before: int) -> tuple[int | None, Bound]:
    """The most on a day before which something left on so many days since warming up began, and why no more."""
    rung = WARM_UP[days_before] if pace.warming and days_before < len(WARM_UP) else None
    if rung is not None and (pace.a_day is None or rung < pace.a_day):
        return rung, Bound.WARM_UP
    return pace.a_day, Bound.DAY


def room(pace: Pace, spent: Spent) -> Room:
    """What may leave now. Never negative: where the limit was lowered during the day, nothing more leaves."""
    day_most, bound = most_on(pace, spent.days_before)
    day_left = None if day_most is None else max(0, day_most - spent.today)
    if pace.an_hour is not None:
        hour_left = max(0, pace.an_hour - spent.this_hour)
        if day_left is None or hour_left < day_left:
            return Room(hour_left, Bound.HOUR)
    return Room(day_left, None if day_left is None else bound)


def admitted(pace: Pace, spent: Spent, wanted: int) -> int:
    """How many of so many may leave now."""
    left = room(pace, spent).left
    return wanted if left is None else min(wanted, left)


def day_of_turn(place: int, pace: Pace, spent: Spent, today: date, opening: OpenDays) -> date:
    """The earliest day on which the message at this place of the queue (from 1) fits; on closed days nothing leaves.

    Reckons with the limits of days; one of an hour counts as 24 of them.
    """
    behind = place
    for day, most in _days(pace, spent, today, opening):
        if most is None or behind <= most:
            return day
        behind -= most
    raise AssertionError("there is always another day, and each but perhaps the first takes something")


def _days(pace: Pace, spent: Spent, today: date, opening: OpenDays) -> Iterator[tuple[date, int | None]]:
    """Day after day with what it takes, beginning with what is left of today."""
    days_before = spent.days_before
    if opening.is_open(today):
        whole = _whole_day(pace, days_before)
        yield today, None if whole is None else max(0, whole - spent.today)
    if spent.today or opening.is_open(today):
        days_before += 1
    day = today
    while True:
        day = opening.next_open(day + timedelta(days=1))
        yield day, _whole_day(pace, days_before)
        days_before += 1


def _whole_day(pace: Pace, days_before: int) -> int | None:
    most, _ = most_on(pace, days_before)
    by_hours = None if pace.an_hour is None else pace.an_hour * 24
    return min((limit for limit in (most, by_hours) if limit is not None), default=None)
