"""How long products last: every so many months they want service, so long is their warranty, then they are used up."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from afterword.domain.trouble import Trouble
from afterword.sales.models import Product

#: Ten years, as for steps.
MOST_MONTHS, MOST_DAYS = 120, 3650


class BadInterval(Trouble):
    """An interval that cannot be; the sentence says which can."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """In months and days; None: not known. 0 months of service: it wants none, whatever a plan says."""

    service_months: int | None = None
    warranty_months: int | None = None
    lasts_days: int | None = None


@transaction.atomic
def set_intervals(*, product_id: int, intervals: Intervals) -> bool:
    """Write them down for a product; returns whether anything changed. Raises :class:`BadInterval`."""
    if not all(_is_within(months, MOST_MONTHS) for months in (intervals.service_months, intervals.warranty_months)):
        raise BadInterval(f"Service and warranty are at most {MOST_MONTHS} months.")
    if not _is_within(intervals.lasts_days, MOST_DAYS):
        raise BadInterval(f"A thing is used up after at most {MOST_DAYS} days.")
    product = Product.objects.select_for_update().filter(pk=product_id).first()
    if product is None:
        raise BadInterval("That product is not on record any more.")
    told = (intervals.service_months, intervals.warranty_months or None, intervals.lasts_days or None)
    if (product.service_months, product.warranty_months, product.lasts_days) == told:
        return False
    product.service_months, product.warranty_months, product.lasts_days = told
    product.save(update_fields=["service_months", "warranty_months", "lasts_days"])
    return True


def products_found(words: str) -> QuerySet[Product]:
    """Products whose name, number or category holds all of these words, by name."""
    found = Product.objects.order_by("name", "id")
    for word in words.split()[:8]:
        found = found.filter(Q(name__icontains=word) | Q(sku__icontains=word) | Q(category__icontains=word))
    return found


def _is_within(value: int | None, most: int) -> bool:
    return value is None or 0 <= value <= most
