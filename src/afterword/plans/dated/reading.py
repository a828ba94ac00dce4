"""Reads what a rule asks of some customers; a query for each sort of row, however many they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from afterword.domain.triggers import (
    Birthday,
    DateField,
    SaleAnniversary,
    ServiceDue,
    Silence,
    UsedUpThing,
    WarrantyEnds,
)
from afterword.infra.bulk import ids_clause
from afterword.infra.rows import Days
from afterword.infra.tenancy import current_business_id
from afterword.plans.dated.ground import Ground
from afterword.plans.dated.kinds import DatedRule
from afterword.plans.dated.known import Bought, Done, Item, Known

#: A row of sales ``s`` that is no refund and was not cancelled.
PURCHASE = "s.status = 'paid' AND s.total_minor >= 0"


def known_of(rule: DatedRule, customer_ids: Sequence[int], ground: Ground) -> dict[int, Known]:
    """What the rule asks of these customers, those who are gone left out; up to four queries."""
    found = _living(customer_ids, with_birth=isinstance(rule, Birthday))
    if not found:
        return found
    among = ids_clause("s.customer_id", sorted(found))
    match rule:
        case DateField():
            _read_dates(rule, found)
        case SaleAnniversary() | Silence():
            _read_sales(found, *among)
        case ServiceDue():
            concerned = rule.products or ground.serviced
            if concerned:
                _read_items(found, *among, sorted(concerned))
            else:
                _read_sales(found, *among)
            _read_jobs(found)
        case WarrantyEnds():
            _read_items(found, *among, _of(rule.products, ground.warranty_months))
        case UsedUpThing():
            _read_items(found, *among, _of(rule.products, ground.used_up))
    return found


def _of(products: frozenset[int], known: Any) -> list[int]:
    return sorted(product_id for product_id in known if not products or product_id in products)


_days = Days()


def day_of(stored: Any) -> date:
    """A date as the raw driver gives it."""
    return _days[stored] if isinstance(stored, str) else stored


def rows_of(sql: str, parameters: Sequence[Any]) -> list[Any]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def as_text(column: str) -> str:
    """A date column as the driver hands it over quickest: on SQLite as its text."""
    return f"{column} || ''" if connection.vendor == "sqlite" else column


def _living(customer_ids: Sequence[int], *, with_birth: bool) -> dict[int, Known]:
    among, listed = ids_clause("c.id", customer_ids)
    business = "+c.business_id" if connection.vendor == "sqlite" else "c.business_id"
    rows = rows_of(
        f"""SELECT c.id, c.reach{f", {as_text('c.birth_on')}" if with_birth else ""} FROM customers_customer c
            WHERE {business} = %s AND {among} AND c.merged_into_id IS NULL AND c.ended_at IS NULL ORDER BY c.id""",
        [current_business_id(), *listed],
    )
    if with_birth:
        return {row_id: Known(row_id, reach, day_of(born) if born else None) for row_id, reach, born in rows}
    return {row_id: Known(row_id, reach) for row_id, reach in rows}


def _read_dates(rule: DateField, found: dict[int, Known]) -> None:
    among, listed = ids_clause("k.customer_id", sorted(found))
    on = as_text(f"k.{connection.ops.quote_name('on')}")
    rows = rows_of(
        f"SELECT k.customer_id, {on} FROM customers_keptdate k WHERE k.business_id = %s AND {among} AND k.name = %s",
        [current_business_id(), *listed, rule.field],
    )
    for customer_id, day in rows:
        found[customer_id].dates[rule.field] = day_of(day)


def _read_sales(found: dict[int, Known], among: str, listed: list[Any]) -> None:
    rows = rows_of(
        f"""SELECT s.customer_id, s.id, {as_text("s.sold_on")} FROM sales_sale s
            WHERE s.business_id = %s AND {among} AND {PURCHASE}""",
        [current_business_id(), *listed],
    )
    for customer_id, sale_id, day in rows:
        found[customer_id].bought.append(Bought(sale_id, day_of(day)))


def _read_items(found: dict[int, Known], among: str, listed: list[Any], products: list[int]) -> None:
    of_them, product_ids = ids_clause("i.product_id", products)
    rows = rows_of(
        f"""SELECT s.customer_id, i.product_id, s.id, {as_text("s.sold_on")} FROM sales_sale s JOIN sales_saleitem i
                ON i.business_id = s.business_id AND i.sale_id = s.id
            WHERE s.business_id = %s AND {among} AND {PURCHASE} AND {of_them} ORDER BY i.id""",
        [current_business_id(), *listed, *product_ids],
    )
    for customer_id, product_id, sale_id, day in rows:
        found[customer_id].items.append(Item(product_id, sale_id, day_of(day)))


def _read_jobs(found: dict[int, Known]) -> None:
    among, listed = ids_clause("j.customer_id", sorted(found))
    rows = rows_of(
        f"SELECT j.customer_id, j.product_id, {as_text('j.done_on')} FROM sales_job j"
        f" WHERE j.business_id = %s AND {among}",
        [current_business_id(), *listed],
    )
    for customer_id, product_id, day in rows:
        found[customer_id].jobs.append(Done(product_id, day_of(day)))
