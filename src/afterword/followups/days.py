"""What lies on which day of a calendar: open follow-ups by day, the same few queries for any number of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum, Value, Window
from django.db.models.functions import Greatest, RowNumber, TruncDate

from afterword.businesses.queries import current_business, local_today, zone_of
from afterword.followups.models import FollowUp
from afterword.followups.queries import Owed, as_owed, start_of_day

#: Beyond this many on one day a page of many days counts them and names none.
MOST_WEIGHED = 500
_IN_ORDER = ("window_last", "-value_minor", "id")


@dataclass(slots=True)
class DayLoad:
    """One civil day: how many are open on it, their minutes, the first of them, and how many were done on it."""

    day: date
    open: int = 0
    #: None where there are too many to add up for a page.
    minutes: int | None = 0
    owed: list[Owed] = field(default_factory=list)
    done: int = 0

    @property
    def more(self) -> int:
        """How many lie on it besides those named."""
        return self.open - len(self.owed)


def on_days(
    first: date, last: date, *, named: int, membership_id: int | None = None, most_weighed: int | None = None
) -> dict[date, DayLoad]:
    """Every civil day from ``first`` to ``last``, at most ``named`` follow-ups each; four queries.

    What was due before today and is still open lies on today. ``membership_id``: only what is planned for this member
    or for nobody in particular. A day with more than ``most_weighed`` (500) is only counted, unless it is the only one.
    """
    business = current_business()
    today = local_today(business)
    days = {day: DayLoad(day) for day in (first + timedelta(days=n) for n in range((last - first).days + 1))}
    if last >= today:
        rows = _open_rows(first, last, today, membership_id)
        _lay_out(days, rows, today, named, most_weighed or MOST_WEIGHED)
    if first <= today:
        span = (start_of_day(business, first), start_of_day(business, last + timedelta(days=1)))
        done = FollowUp.objects.filter(state="done", closed_at__gte=span[0], closed_at__lt=span[1]).order_by()
        done_by_day = done.annotate(on=TruncDate("closed_at", tzinfo=zone_of(business))).values_list("on")
        for day, count in done_by_day.annotate(count=Count("id")):
            days[day].done = count
    return days


def _lay_out(days: dict[date, DayLoad], rows: QuerySet[FollowUp], today: date, named: int, most_weighed: int) -> None:
    # Values of an annotation, of which the type checker's plug-in knows nothing.
    by_day: Any = rows.values_list("lies_on")  # type: ignore[misc]
    for day, count in by_day.annotate(count=Count("id")):
        days[day].open = count
    # Counting is done by the index alone; the rest looks at each row, and so only at days that a person can take in.
    light = [day for day, load in days.items() if load.open and (load.open <= most_weighed or len(days) == 1)]
    weighed: Any = rows.filter(lies_on__in=light)  # type: ignore[misc]
    for load in days.values():
        load.minutes = 0 if load.day in light or not load.open else None
    for day, minutes in weighed.values_list("lies_on").annotate(minutes=Sum("minutes")):
        days[day].minutes = minutes
    in_order: list[Any] = [F("window_last"), F("value_minor").desc(), F("id")]
    place = Window(RowNumber(), partition_by=[F("lies_on")], order_by=in_order)
    chosen = weighed.annotate(place=place).filter(place__lte=named).values("id")
    for one in as_owed(FollowUp.objects.filter(id__in=chosen).order_by(*_IN_ORDER)):
        days[max(one.due_on, today)].owed.append(one)


def _open_rows(first: date, last: date, today: date, membership_id: int | None) -> QuerySet[FollowUp]:
    rows = FollowUp.objects.filter(state="open", due_on__lte=last).order_by()
    if first > today:
        rows = rows.filter(due_on__gte=first)
    if membership_id is not None:
        rows = rows.filter(Q(membership_id=membership_id) | Q(membership_id=None))
    return rows.annotate(lies_on=Greatest(F("due_on"), Value(today)))
