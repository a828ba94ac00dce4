"""How many customers heard from the business in time this month; asked by the audit and kept with its result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, IntegerField, Min, Q, Sum, Value, When

from afterword.businesses.queries import current_business, local_today
from afterword.followups.models import FollowUp
from afterword.followups.queries import start_of_day


@dataclass(frozen=True, slots=True)
class Punctuality:
    """Customers to whom something was owed this month, and those of them with whom all of it was done in time."""

    due: int
    in_time: int


def punctuality_this_month(today: date | None = None) -> Punctuality:
    """Of the touches whose window closed in this month, or that were done in it: whose were done inside their window.

    ``today`` is a civil date of the business, and the month is its own. What was skipped or stopped is not counted: it
    was decided. One query over this month's rows.
    """
    business = current_business()
    today = today or local_today(business)
    first = today.replace(day=1)
    closed_this_month = Q(window_last__gte=first, window_last__lt=today)
    done_this_month = Q(state="done", closed_at__gte=start_of_day(business, first))
    # Done at any moment before the local midnight that ended the window; a window that is open still cannot be missed.
    in_time = Q(window_last__gte=today)
    for day in _days(first, today):
        in_time |= Q(window_last=day, closed_at__lt=start_of_day(business, day + timedelta(days=1)))
    found = (
        FollowUp.objects.filter(state__in=("open", "approved", "unclear", "done"))
        .filter(closed_this_month | done_this_month)
        .order_by()
        .values("customer_id")
        .annotate(
            all_in_time=Min(
                Case(When(in_time & Q(state="done"), then=Value(1)), default=Value(0), output_field=IntegerField())
            )
        )
        .aggregate(due=Count("customer_id"), in_time=Sum("all_in_time"))
    )
    return Punctuality(found["due"], found["in_time"] or 0)


def _days(first: date, end: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((end - first).days)]
