"""How hard each day must work so that everything is done in time and no day works harder than it has to.

The days' shares come from the critical intervals of Yao, Demers and Shenker, "A scheduling model for reduced CPU speed"
(FOCS 1995): the stretch of days with the most work per minute of capacity works at that rate; it is taken out, and the
rest is levelled in the same way. No other way to do all the work in time has a lower busiest day.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Demand(NamedTuple):
    """`minutes` of work that must be done on the days with the indexes `first` to `last`, both included."""

    first: int
    last: int
    minutes: float


def level_shares(demands: Iterable[Demand], capacity: Sequence[int]) -> list[float]:
    """The share of each day's minutes to use, from 0 to 1; a day of an overloaded stretch has 1.

    `capacity` is in minutes a day. Work with no day of any capacity is left out. Time: at worst the cube of the
    number of days, whatever the number of demands.
    """
    shares = [0.0] * len(capacity)
    days = [day for day, minutes in enumerate(capacity) if minutes > 0]
    table = _by_window(demands, days, len(capacity))
    while days:
        rate, start, end = _critical_stretch(table, [capacity[day] for day in days])
        if rate <= 0:
            break
        for day in days[start : end + 1]:
            shares[day] = min(1.0, rate)
        table = _without(table, start, end)
        del days[start : end + 1]
    return shares


def _by_window(demands: Iterable[Demand], days: list[int], length: int) -> list[list[float]]:
    """Minutes by first and last day, counted in days that have capacity."""
    at_or_after, position = [0] * (length + 1), 0
    for day in range(length):
        at_or_after[day] = position
        position += position < len(days) and days[position] == day
    at_or_after[length] = position
    table = [[0.0] * len(days) for _ in days]
    for first, last, minutes in demands:
        start, end = at_or_after[max(0, first)], at_or_after[min(length, last + 1)] - 1
        if start <= end:
            table[start][end] += minutes
    return table


def _critical_stretch(table: list[list[float]], capacity: list[int]) -> tuple[float, int, int]:
    """The stretch with the most work that must lie within it per minute; the earliest and longest of equals."""
    best = (0.0, 0, 0)
    confined = [0.0] * len(capacity)
    for start in range(len(capacity) - 1, -1, -1):
        starting_here, minutes = 0.0, 0
        for end in range(start, len(capacity)):
            starting_here += table[start][end]
            minutes += capacity[end]
            confined[end] += starting_here
            rate = confined[end] / minutes
            if rate >= best[0]:
                best = (rate, start, end)
    return best


def _without(table: list[list[float]], start: int, end: int) -> list[list[float]]:
    """The table without the days of a stretch; windows that reach into it are cut, those within it are gone."""
    gone = end - start + 1
    kept = [[0.0] * (len(table) - gone) for _ in range(len(table) - gone)]
    for first, row in enumerate(table):
        for last in range(first, len(row)):
            if not row[last] or (first >= start and last <= end):
                continue
            new_first = first if first < start else max(start, first - gone)
            new_last = last if last < start else (start - 1 if last <= end else last - gone)
            kept[new_first][new_last] += row[last]
    return kept
