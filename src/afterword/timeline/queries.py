"""Reading the log."""

from __future__ import annotations

from django.db.models import QuerySet

from afterword.timeline.models import EventRow


def history(customer_id: int, *, before_id: int | None = None, limit: int = 50) -> QuerySet[EventRow]:
    """A customer's newest facts first; ``before_id`` goes on from an earlier page's last row."""
    rows = EventRow.objects.filter(customer_id=customer_id)
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return rows.order_by("-at", "-id")[:limit]
