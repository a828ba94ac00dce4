"""How keeping in touch stands: how many a day, who knows their day, and who waits behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max

from afterword.businesses.queries import current_business, local_today
from afterword.followups.calendars import open_days
from afterword.followups.models import Rest
from afterword.followups.rests import RestReason
from afterword.plans.keeping_in_touch.pace import customers_a_day
from afterword.plans.models import Plan, Step


@dataclass(frozen=True, slots=True)
class Queue:
    """Customers: the most a day, those with a day of their own and the last such day, and those behind them."""

    a_day: int
    promised: int
    last_on: date | None
    behind: int


def queue(plan: Plan) -> Queue:
    """The queue of the quiet plan as the last night left it; a few queries."""
    business = current_business()
    today = local_today(business)
    steps = Step.objects.filter(plan=plan, version=plan.version)
    minutes = min(steps.values_list("minutes", flat=True), default=1)
    rests = Rest.objects.filter(written_by_id=None, until__gte=today)
    promised = rests.filter(reason=RestReason.KEEP_IN_TOUCH_LATER).aggregate(count=Count("id"), last=Max("until"))
    return Queue(
        customers_a_day(business, minutes, today, open_days(business)),
        promised["count"],
        promised["last"] + timedelta(days=1) if promised["last"] else None,
        rests.filter(reason=RestReason.OTHERS_FIRST).count(),
    )
