"""What is known of many cases at once (a customer, the sale, the thing) in the words in which audiences ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from afterword.customers.models import ContactPoint, Customer
from afterword.customers.towns import town_of
from afterword.domain.audience import All, Audience, Condition, Not
from afterword.domain.audience import Any as AnyOf
from afterword.domain.audience_meaning import Fact
from afterword.domain.channel import Channel
from afterword.followups.delivering.stored import read_day
from afterword.infra.bulk import ids_clause
from afterword.infra.rows import fetched
from afterword.infra.tenancy import current_business_id
from afterword.sales.models import Product, Sale, SaleItem

Facts = dict[str, Fact]


class Case(NamedTuple):
    """Somebody, and what it is about where it is about something."""

    customer_id: int
    sale_id: int | None = None
    product_id: int | None = None


def asked_of(audience: Audience) -> frozenset[str]:
    """The names of all fields that an audience asks about."""
    match audience:
        case Condition():
            return frozenset({audience.field})
        case Not():
            return asked_of(audience.part)
        case All() | AnyOf():
            return frozenset().union(*(asked_of(part) for part in audience.parts))


def facts_of_cases(cases: Sequence[Case], asked: Collection[str]) -> list[Facts]:
    """For each case what is known of these fields, in a handful of queries whatever their number.

    Money is in minor units of the business's currency, days are civil dates of the business. What is not known is
    missing.
    """
    of_customer: dict[int, Facts] = defaultdict(dict)
    of_sale: dict[int, Facts] = defaultdict(dict)
    of_product: dict[int, Facts] = defaultdict(dict)
    customers = sorted({case.customer_id for case in cases})
    for fields, tell in _ABOUT_CUSTOMERS:
        if fields.intersection(asked):
            tell(customers, of_customer)
    sales = sorted({case.sale_id for case in cases if case.sale_id is not None})
    asks_for_thing = any(name.startswith("product.") for name in asked)
    main_thing: dict[int, int] = {}
    if sales:
        _tell_sales(sales, of_sale)
        if asks_for_thing or _ITEMS.intersection(asked):
            main_thing = _tell_items(sales, of_sale)
    if asks_for_thing:
        named = {case.product_id for case in cases if case.product_id is not None}
        _tell_products(sorted(named | set(main_thing.values())), of_product)
    return [
        {
            **of_customer.get(case.customer_id, {}),
            **(of_sale.get(case.sale_id, {}) if case.sale_id is not None else {}),
            **of_product.get(case.product_id or main_thing.get(case.sale_id or 0, 0), {}),
        }
        for case in cases
    ]


_Told = dict[int, Facts]


def _tell_people(ids: list[int], told: _Told) -> None:
    columns = ("id", "language", "is_firm", "tags", "birth_on", "reach")
    for row_id, language, is_firm, tags, born, reach in _rows(Customer._meta.db_table, columns, "id", ids):
        told[row_id] |= {
            "customer.language": language,
            "customer.is_firm": bool(is_firm),
            "customer.tags": _words(tags) or None,
            "customer.birth_date": _day(born),
            "customer.can_email": bool(reach & Channel.EMAIL.bit),
            "customer.can_phone": bool(reach & Channel.PHONE.bit),
            "customer.can_post": bool(reach & Channel.POST.bit),
        }


def _tell_towns(ids: list[int], told: _Told) -> None:
    """Of several addresses the preferred one, then the one that was known first."""
    listed, parameters = ids_clause("customer_id", ids)
    sql = f"""
        SELECT customer_id, value FROM {ContactPoint._meta.db_table}
        WHERE business_id = %s AND {listed} AND channel = 'post' AND bad_reason = '' ORDER BY preferred, id DESC
    """
    for customer_id, value in fetched(sql, [current_business_id(), *parameters]):
        town = town_of(value)
        told[customer_id] |= {
            "customer.city": town.city,
            "customer.postal_code": town.postal_code,
            "customer.country": town.country,
        }


def _tell_purchases(ids: list[int], told: _Told) -> None:
    """Refunds lessen what was spent, and are no purchases."""
    bought = "total_minor >= 0"
    listed, parameters = ids_clause("customer_id", ids)
    sql = f"""
        SELECT customer_id, min(CASE WHEN {bought} THEN sold_on END), max(CASE WHEN {bought} THEN sold_on END),
            count(CASE WHEN {bought} THEN 1 END), sum(total_minor)
        FROM {Sale._meta.db_table} WHERE business_id = %s AND {listed} AND status = 'paid' GROUP BY customer_id
    """
    for row_id in ids:
        told[row_id] |= {"customer.sale_count": 0, "customer.spent": 0}
    for customer_id, first, last, times, spent in fetched(sql, [current_business_id(), *parameters]):
        told[customer_id] |= {
            "customer.since": _day(first),
            "customer.last_sale_on": _day(last),
            "customer.sale_count": times,
            "customer.spent": int(spent),
        }


_ABOUT_CUSTOMERS: tuple[tuple[frozenset[str], Callable[[list[int], _Told], None]], ...] = (
    (
        frozenset(
            f"customer.{name}"
            for name in ("language", "is_firm", "tags", "birth_date", "can_email", "can_phone", "can_post")
        ),
        _tell_people,
    ),
    (frozenset({"customer.city", "customer.postal_code", "customer.country"}), _tell_towns),
    (
        frozenset({"customer.since", "customer.last_sale_on", "customer.sale_count", "customer.spent"}),
        _tell_purchases,
    ),
)
_ITEMS = frozenset({"sale.products", "sale.categories"})


def _tell_sales(ids: list[int], told: _Told) -> None:
    for row_id, sold_on, total in _rows(Sale._meta.db_table, ("id", "sold_on", "total_minor"), "id", ids):
        told[row_id] |= {"sale.on": _day(sold_on), "sale.total": total}


def _tell_items(sale_ids: list[int], told: _Told) -> dict[int, int]:
    """The things of each sale; returns the dearest one's product."""
    listed, parameters = ids_clause("i.sale_id", sale_ids)
    sql = f"""
        SELECT i.sale_id, i.product_id, i.name, p.name, p.category FROM {SaleItem._meta.db_table} i
        LEFT JOIN {Product._meta.db_table} p ON p.id = i.product_id
        WHERE i.business_id = %s AND {listed} AND i.total_minor >= 0 ORDER BY i.sale_id, i.total_minor DESC, i.id
    """
    names: dict[int, list[str]] = defaultdict(list)
    categories: dict[int, list[str]] = defaultdict(list)
    main: dict[int, int] = {}
    for sale_id, product_id, line_name, product_name, category in fetched(sql, [current_business_id(), *parameters]):
        if product_id is not None:
            main.setdefault(sale_id, product_id)
        names[sale_id].append(product_name or line_name)
        if category:
            categories[sale_id].append(category)
    for sale_id in sale_ids:
        told[sale_id] |= {"sale.products": names[sale_id] or None, "sale.categories": categories[sale_id] or None}
    return main


def _tell_products(ids: list[int], told: _Told) -> None:
    for row_id, name, category, price in _rows(
        Product._meta.db_table, ("id", "name", "category", "price_minor"), "id", ids
    ):
        told[row_id] |= {"product.name": name, "product.category": category, "product.price": price}


def _day(stored: Any) -> date | None:
    return None if stored is None else read_day(stored)


def _words(tags: str) -> list[str]:
    return [word.strip() for word in tags.replace(";", ",").split(",") if word.strip()]


def _rows(table: str, columns: Sequence[str], key: str, ids: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    listed, parameters = ids_clause(key, ids)
    sql = f"SELECT {', '.join(columns)} FROM {table} WHERE business_id = %s AND {listed}"
    return fetched(sql, [current_business_id(), *parameters])
