"""Reading sales: what somebody bought, in short."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Window
from django.db.models.functions import RowNumber

from afterword.sales.models import Inquiry, Sale, SaleItem


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


@dataclass(frozen=True, slots=True)
class Purchase:
    """One sale in its own words: its civil day, its total in minor units, and what was bought, dearest first."""

    id: int
    sold_on: date
    total_minor: int
    currency: str
    status: str
    things: tuple[str, ...]


def purchases(sale_ids: Collection[int]) -> dict[int, Purchase]:
    """These sales by id; two queries."""
    things: dict[int, dict[str, None]] = {}
    lines = SaleItem.objects.filter(sale_id__in=list(sale_ids)).order_by("sale_id", "-total_minor", "id")
    for sale_id, product, name in lines.values_list("sale_id", "product__name", "name"):
        if thing := (product or name or "").strip():
            things.setdefault(sale_id, {})[thing] = None
    rows = Sale.objects.filter(id__in=list(sale_ids)).values_list("id", "sold_on", "total_minor", "currency", "status")
    return {row[0]: Purchase(*row, tuple(things.get(row[0], ()))) for row in rows}


def latest_purchases(customer_id: int, *, limit: int = 5) -> list[Purchase]:
    """What a customer bought last, the newest first; three queries."""
    newest = Sale.objects.filter(customer_id=customer_id).order_by("-sold_on", "-id")
    ids = list(newest.values_list("id", flat=True)[:limit])
    found = purchases(ids)
    return [found[sale_id] for sale_id in ids]


def things_bought(customer_id: int, *, limit: int = 50) -> list[tuple[int, str]]:
    """The products that a customer bought, by name, as id and name; one query."""
    lines = SaleItem.objects.filter(sale__customer_id=customer_id, sale__status="paid", total_minor__gte=0)
    rows = lines.exclude(product=None).values_list("product_id", "product__name").distinct()
    return [(row_id, name) for row_id, name in rows.order_by("product__name", "product_id")[:limit]]


def inquiries(inquiry_ids: Collection[int]) -> dict[int, Inquiry]:
    """These inquiries by id; one query."""
    return Inquiry.objects.in_bulk(list(inquiry_ids))


def last_purchases(customer_ids: Collection[int], *, each: int = 2) -> dict[int, list[Purchase]]:
    """What each of these customers bought last, the newest first, without what was given back or cancelled.

    Three queries for any number.
    """
    place = Window(RowNumber(), partition_by=[F("customer_id")], order_by=[F("sold_on").desc(), F("id").desc()])
    rows = Sale.objects.filter(customer_id__in=list(customer_ids), status="paid", total_minor__gte=0)
    newest: Any = rows.annotate(place=place).filter(place__lte=each).order_by("customer_id", "place")
    listed: list[tuple[int, int]] = list(newest.values_list("customer_id", "id"))
    known = purchases([sale_id for _, sale_id in listed])
    found: dict[int, list[Purchase]] = {}
    for customer_id, sale_id in listed:
        found.setdefault(customer_id, []).append(known[sale_id])
    return found
