"""Reading sales: what somebody bought, in short."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max

from afterword.sales.models import Sale


@dataclass(frozen=True, slots=True)
class BoughtInShort:
    """How many sales, and the civil day of the newest."""

    sales: int
    last_on: date


def bought_in_short(customer_ids: Collection[int]) -> dict[int, BoughtInShort]:
    """Of each of these customers who bought at all; refunds and cancelled sales do not count. One query."""
    rows = (
        Sale.objects.filter(customer_id__in=list(customer_ids), status="paid", total_minor__gte=0)
        .values_list("customer_id")
        .annotate(Count("id"), Max("sold_on"))
        .order_by()
    )
    return {customer_id: BoughtInShort(sales, last_on) for customer_id, sales, last_on in rows}
