"""Reading groups: all of them with their numbers, and one group's people page by page."""

from __future__ import annotations

from django.db.models import QuerySet

from afterword.customers.models import Customer
from afterword.plans.segments.models import Segment, SegmentMember

PAGE = 50


def segments() -> QuerySet[Segment]:
    """Every group by its name."""
    return Segment.objects.order_by("name", "id")


def people_of(segment_id: int, *, after: int = 0, limit: int = PAGE) -> list[Customer]:
    """The members with ids above ``after``, by id. Two queries."""
    rows = SegmentMember.objects.filter(segment_id=segment_id, customer_id__gt=after).order_by("customer_id")
    ids = list(rows.values_list("customer_id", flat=True)[:limit])
    return list(Customer.objects.filter(id__in=ids).order_by("id"))
