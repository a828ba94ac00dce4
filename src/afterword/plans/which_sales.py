"""Which sales a plan looks at: the first or a later one, of some products or categories, of at least a value."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any

from afterword.domain.batches import SaleFact
from afterword.domain.matching import search_key
from afterword.domain.triggers import SaleMade, Which, folded
from afterword.infra.rows import fetched
from afterword.infra.tenancy import current_business_id
from afterword.plans.rules import PlanFacts
from afterword.plans.triggers import these
from afterword.sales.models import Product, Sale, SaleItem

_folded = lru_cache(maxsize=4096)(search_key)


def meeting(plan: PlanFacts, rows: list[SaleFact]) -> list[SaleFact]:
    """Those of the sales that this plan looks at; all of them, at no cost, where it looks at every sale.

    A query for "first" or "repeat", and one for products and categories.
    """
    rule = plan.starts
    if not isinstance(rule, SaleMade) or not rows:
        return rows
    if rule.at_least_minor:
        rows = [row for row in rows if row.value_minor >= rule.at_least_minor]
    if rule.which is not Which.ANY and rows:
        firsts = first_sales(row.id for row in rows)
        rows = [row for row in rows if (row.id in firsts) is (rule.which is Which.FIRST)]
    if (rule.products or rule.categories) and rows:
        wanted = _sales_of(rule, [row.id for row in rows])
        rows = [row for row in rows if row.id in wanted]
    return rows


def first_sales(sale_ids: Iterable[int], *, without: Collection[int] = ()) -> set[int]:
    """Those of the sales before which their customer bought nothing; ``without``: as if these did not exist.

    In the order of days, and of ids on one day; refunds and cancelled sales are none.
    """
    condition, parameters = these(list(sale_ids)).widened.on("t.id")
    left_out, ids = "", list[Any]()
    if without:
        listed, ids = these(list(without)).on("o.id")
        left_out = f"AND NOT ({listed})"
    table = Sale._meta.db_table
    sql = f"""
        SELECT t.id FROM {table} t WHERE t.business_id = %s AND {condition} AND NOT EXISTS (
            SELECT 1 FROM {table} o WHERE o.business_id = %s AND o.customer_id = t.customer_id
                AND (o.sold_on < t.sold_on OR (o.sold_on = t.sold_on AND o.id < t.id))
                AND o.status = 'paid' AND o.total_minor >= 0 {left_out})
    """
    business_id = current_business_id()
    return {row[0] for row in fetched(sql, [business_id, *parameters, business_id, *ids])}


def _sales_of(rule: SaleMade, sale_ids: list[int]) -> set[int]:
    """Those of the sales with a product or a category that the rule names."""
    categories = folded(rule.categories)
    condition, parameters = these(sale_ids).on("i.sale_id")
    sql = f"""
        SELECT i.sale_id, i.product_id, p.category
        FROM {SaleItem._meta.db_table} i JOIN {Product._meta.db_table} p ON p.id = i.product_id
        WHERE i.business_id = %s AND {condition}
    """
    return {
        sale_id
        for sale_id, product_id, category in fetched(sql, [current_business_id(), *parameters])
        if product_id in rule.products or _folded(category) in categories
    }
