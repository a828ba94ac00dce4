"""Civil time: what a date and a clock time on the wall mean in a place, and how dates are counted on.

Every due day is a date in a time zone; the moment in UTC is computed as late as possible, here. Python's own
answer for a wall time that does not exist depends on `fold` (one value even gives a moment *before* the
gap), so nothing here relies on it: a moment counts only if it shows the wall time asked for.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_LATEST_GAP = timedelta(days=2)  # the longest jump in the zone tables is one whole day (Apia, 2011-12-30)


def local_date(moment: datetime, zone: tzinfo) -> date:
    """The date on the wall in `zone` at an aware moment; a naive moment is a ValueError."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone: give an aware datetime.")
    return moment.astimezone(zone).date()


def local_moment(day: date, clock_time: time, zone: tzinfo) -> datetime:
    """The moment, in UTC, at which the wall in `zone` shows `day` and `clock_time`.

    A time that happens twice gives its first occurrence. A time that is skipped gives the first one that
    exists after it; if the clocks jumped past midnight, the last minute of the same date before the jump; if
    the whole date is missing (Apia, 2011-12-30), the first moment of the next.
    """
    wanted = datetime.combine(day, clock_time.replace(tzinfo=None, fold=0))
    candidates = sorted(wanted.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    for moment in candidates:
        if _wall(moment, zone) == wanted:
            return moment
    return _moment_at_gap(wanted, candidates[0], candidates[1], zone)


def _moment_at_gap(wanted: datetime, before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The moment to use for a wall time that the clocks jump over between `before` and `after`."""
    low, high = 0, int((after - before) / timedelta(seconds=1))
    if not 0 < high <= _LATEST_GAP / timedelta(seconds=1):
        raise ValueError(f"The time zone {zone} gives no order for {wanted}.")
    while low < high:  # the wall only moves forward here, so the jump is found by halving
        middle = (low + high) // 2
        if _wall(before + timedelta(seconds=middle), zone) >= wanted:
            high = middle
        else:
            low = middle + 1
    jump = before + timedelta(seconds=low)
    if _wall(jump, zone).date() == wanted.date():
        return jump
    last_minute = jump - timedelta(minutes=1)
    return last_minute if _wall(last_minute, zone).date() == wanted.date() else jump


def _wall(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def add_months(day: date, n: int, *, anchored_day: int | None = None) -> date:
    """The same day `n` months on (or back), or the month's last day where that one does not exist.

    `anchored_day` is the day of the month the counting began with, so that 31 January, 28 February, 31 March
    follow each other instead of sticking to the 28th. OverflowError outside the years 1 to 9999.
    """
    months = day.year * 12 + day.month - 1 + n
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(f"{n} months from {day} lies outside the calendar.")
    return date(year, month + 1, min(anchored_day or day.day, monthrange(year, month + 1)[1]))


def anniversary_in(born: date, year: int, *, leap_day_on_march_first: bool = False) -> date:
    """The day in `year` on which `born` is remembered; 29 February moves to the 28th (or 1 March) in common years."""
    if (born.month, born.day) != (2, 29) or monthrange(year, 2)[1] == 29:
        return date(year, born.month, born.day)
    return date(year, 3, 1) if leap_day_on_march_first else date(year, 2, 28)
