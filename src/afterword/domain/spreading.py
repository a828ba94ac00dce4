"""Spreads touches over open days: never more than so many on one day, each on the first day with room for it."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from afterword.domain.opening import OpenDays

_DAY = timedelta(days=1)


class Room:
    """How many touches lie on each day, and where there is room for another. Closed days have none."""

    def __init__(self, opening: OpenDays, per_day: int, taken: Mapping[date, int] | None = None) -> None:
        if per_day < 0:
            raise ValueError("On a day there is room for 0 touches or more.")
        self.per_day = per_day
        self.taken = Counter(taken or {})
        self._opening = opening
        #: For each limit, from a full or closed day to the next one worth looking at: nothing is ever taken back.
        self._beyond: dict[int, dict[date, date]] = {}

    @property
    def half(self) -> int:
        """The part of a day that those whose time has long come may take, so that room is left for the others."""
        return (self.per_day + 1) // 2

    @property
    def most_of_it(self) -> int:
        """A day less a quarter (rounded down), which is kept for those whose wish comes in later."""
        return self.per_day - self.per_day // 4

    def place(self, earliest: date, latest: date, *, most: int | None = None) -> date | None:
        """Take the first day in the range on which fewer than ``most`` (left out: the daily number) lie; None: none."""
        limit = self.per_day if most is None else min(most, self.per_day)
        beyond = self._beyond.setdefault(limit, {})
        day, passed = earliest, []
        while day <= latest and not self._has_room(day, limit):
            passed.append(day)
            day = beyond.get(day, day + _DAY)
        for one in passed:
            beyond[one] = day
        if day > latest:
            return None
        self.taken[day] += 1
        return day

    def _has_room(self, day: date, limit: int) -> bool:
        return self.taken[day] < limit and self._opening.is_open(day)
