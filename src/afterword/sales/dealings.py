"""When customers bought and asked: what one may write to them rests on it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Max, QuerySet

from afterword.domain.soft_opt_in import Dealings
from afterword.sales.models import Inquiry, Job, Sale


def dealings_of(customer_ids: Collection[int]) -> dict[int, Dealings]:
    """The last days of these customers, a finished job counting as a purchase; three queries for any number."""
    bought: dict[int, list[date]] = defaultdict(list)
    for rows, day in _bought(customer_ids):
        for customer_id, last in rows.values("customer_id").annotate(last=Max(day)).values_list("customer_id", "last"):
            bought[customer_id].append(last)
    inquiries = Inquiry.objects.filter(customer_id__in=list(customer_ids)).order_by()
    asked = dict(inquiries.values("customer_id").annotate(last=Max("asked_on")).values_list("customer_id", "last"))
    return {one: Dealings(max(bought[one], default=None), asked.get(one)) for one in customer_ids}


class DealingDays(NamedTuple):
    """All days on which somebody bought and asked, in order."""

    bought: Sequence[date] = ()
    asked: Sequence[date] = ()

    def until(self, day: date) -> Dealings:
        """Their dealings as they stood on that day."""
        return Dealings(_last(self.bought, day), _last(self.asked, day))


def _last(days: Sequence[date], day: date) -> date | None:
    at = bisect_right(days, day)
    return days[at - 1] if at else None


def dealing_days_of(customer_ids: Collection[int]) -> dict[int, DealingDays]:
    """The days of these customers; three queries for any number."""
    if not customer_ids:
        return {}
    bought: dict[int, list[date]] = defaultdict(list)
    asked: dict[int, list[date]] = defaultdict(list)
    for rows, day in _bought(customer_ids):
        for customer_id, on in rows.values_list("customer_id", day):
            bought[customer_id].append(on)
    inquiries = Inquiry.objects.filter(customer_id__in=list(customer_ids)).order_by()
    for customer_id, on in inquiries.values_list("customer_id", "asked_on"):
        asked[customer_id].append(on)
    return {one: DealingDays(sorted(bought[one]), sorted(asked[one])) for one in customer_ids}


def _bought(customer_ids: Collection[int]) -> tuple[tuple[QuerySet[Any], str], tuple[QuerySet[Any], str]]:
    among = list(customer_ids)
    return (
        (Sale.objects.filter(customer_id__in=among).order_by(), "sold_on"),
        (Job.objects.filter(customer_id__in=among).order_by(), "done_on"),
    )
