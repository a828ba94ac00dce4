"""Reading the log."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from afterword.timeline.catalogue import Event
from afterword.timeline.models import EventRow

Keyset = tuple[datetime, int]


def newest_of(kind: type[Event], customer_ids: Collection[int]) -> dict[int, EventRow]:
    """The newest event of one kind about each of these customers who has one; two queries."""
    rows = EventRow.objects.filter(customer_id__in=list(customer_ids), kind=kind.kind).order_by()
    newest = rows.values("customer_id").annotate(last=Max("id")).values_list("last", flat=True)
    return {row.customer_id: row for row in EventRow.objects.filter(pk__in=list(newest)) if row.customer_id}


def history(customer_id: int, *, before: Keyset | None = None, limit: int = 50) -> QuerySet[EventRow]:
    """A customer's newest facts first; ``before`` is (moment, id) of the last row of the page before."""
    rows = EventRow.objects.filter(customer_id=customer_id)
    if before is not None:
        at, row_id = before
        rows = rows.filter(Q(at__lt=at) | Q(at=at, id__lt=row_id))
    return rows.order_by("-at", "-id")[:limit]
