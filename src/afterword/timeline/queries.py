"""Reading the log."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from afterword.timeline.models import EventRow

Keyset = tuple[datetime, int]


def history(customer_id: int, *, before: Keyset | None = None, limit: int = 50) -> QuerySet[EventRow]:
    """A customer's newest facts first; ``before`` is (moment, id) of the last row of the page before."""
    rows = EventRow.objects.filter(customer_id=customer_id)
    if before is not None:
        at, row_id = before
        rows = rows.filter(Q(at__lt=at) | Q(at=at, id__lt=row_id))
    return rows.order_by("-at", "-id")[:limit]
