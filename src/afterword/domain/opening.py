"""The days on which a business is open, and counting in them."""

from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
EVERY_WEEKDAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class OpenDays:
    """Open weekdays (0 = Monday) and single dates on which the business is closed all the same.

    A business without any open weekday has not said when it is open: every weekday counts, so that counting
    always ends. Single closed dates hold in any case. Dates beyond the calendar's end are an OverflowError.
    """

    weekdays: frozenset[int] = EVERY_WEEKDAY
    closed: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.weekdays <= EVERY_WEEKDAY:
            raise ValueError("Open weekdays are numbers from 0 (Monday) to 6 (Sunday).")

    def is_open(self, day: date) -> bool:
        """Whether the business is open on that date."""
        return day.weekday() in (self.weekdays or EVERY_WEEKDAY) and day not in self.closed

    def next_open(self, day: date) -> date:
        """The first open day on or after `day`."""
        while not self.is_open(day):
            day += _DAY
        return day

    def previous_open(self, day: date) -> date:
        """The last open day on or before `day`."""
        while not self.is_open(day):
            day -= _DAY
        return day

    def add_business_days(self, day: date, n: int) -> date:
        """The n-th open day after `day` (before it, if n is negative); for 0 the first open day on or after it."""
        if n == 0:
            return self.next_open(day)
        step = _DAY if n > 0 else -_DAY
        for _ in range(abs(n)):
            day += step
            while not self.is_open(day):
                day += step
        return day
