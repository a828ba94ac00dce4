"""Reading plans: what there is, and who bought before anybody was planning for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

from afterword.infra.bulk import ids_clause
from afterword.infra.tenancy import current_business_id
from afterword.plans.models import Plan, Step


@dataclass(frozen=True, slots=True)
class PastCustomer:
    """Somebody whose every sale was past its windows when it came in; ``sold_on`` is the newest one's civil date."""

    customer_id: int
    name: str
    sold_on: date
    reach: int


@dataclass(frozen=True, slots=True)
class PastSales:
    """How many sales and customers wait for the owner's word, and the most recent of them."""

    sales: int
    customers: int
    most_recent: list[PastCustomer]


def plans() -> QuerySet[Plan]:
    """Every plan of the business, the first one to act first."""
    return Plan.objects.order_by("-priority", "id")


def steps_of(plan: Plan) -> QuerySet[Step]:
    """The steps of a plan's present version, with their wording."""
    return Step.objects.filter(plan=plan, version=plan.version).select_related("template").order_by("position", "id")


def steps_by_plan() -> dict[int, list[Step]]:
    """The steps of the present version of every plan, by the plan's id, in their order. One query."""
    found: dict[int, list[Step]] = {}
    for step in Step.objects.filter(version=F("plan__version")).order_by("position", "id"):
        found.setdefault(step.plan_id, []).append(step)
    return found


def plan_slugs() -> dict[int, str]:
    """The slug of every plan by its id."""
    return dict(Plan.objects.values_list("id", "slug"))


def step_keys() -> dict[int, str]:
    """The key of every step, of all versions, by its id."""
    return dict(Step.objects.values_list("id", "key"))


def past_sales_waiting(*, most_recent: int = 10) -> PastSales:
    """Sales already past every window when brought in, of customers who have had no touch since. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(DISTINCT e.trigger_id), count(DISTINCT e.customer_id) {_WAITING}",
            [current_business_id()] * 2,
        )
        sales, customers = cursor.fetchone()
    return PastSales(sales, customers, most_recent_past(limit=most_recent))


def most_recent_past(*, limit: int | None = None, customer_ids: Collection[int] | None = None) -> list[PastCustomer]:
    """The customers of :func:`past_sales_waiting`, the newest sale first; with ``customer_ids`` only of these."""
    condition, parameters = ("true", list[Any]())
    if customer_ids is not None:
        condition, parameters = ids_clause("e.customer_id", sorted(set(customer_ids)))
    sql = f"""
        SELECT w.customer_id, c.display_name, w.sold_on, c.reach FROM (
            SELECT e.customer_id, max(e.anchor_on) AS sold_on {_WAITING} AND {condition} GROUP BY e.customer_id
        ) w JOIN customers_customer c ON c.id = w.customer_id
        WHERE c.merged_into_id IS NULL AND c.ended_at IS NULL
        ORDER BY w.sold_on DESC, w.customer_id {"LIMIT %s" if limit is not None else ""}
    """
    business_id = current_business_id()
    with connection.cursor() as cursor:
        cursor.execute(sql, [business_id, business_id, *parameters, *([limit] if limit is not None else [])])
        rows = cursor.fetchall()
    return [PastCustomer(row_id, name, _as_day(day), reach) for row_id, name, day, reach in rows]


_WAITING = """
    FROM plans_enrollment e JOIN plans_plan p ON p.id = e.plan_id AND p.trigger = 'sale' AND p.is_active
    WHERE e.business_id = %s AND e.state = 'past' AND NOT EXISTS (
        SELECT 1 FROM plans_enrollment o WHERE o.business_id = %s AND o.customer_id = e.customer_id
            AND o.state IN ('running', 'done', 'stopped'))
"""


def _as_day(value: Any) -> date:
    # An aggregate has no declared type, so SQLite gives the text.
    return date.fromisoformat(value) if isinstance(value, str) else value
