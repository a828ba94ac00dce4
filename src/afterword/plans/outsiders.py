"""Sales that a plan looks at without following them up, because their customer is not among those it is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from afterword.domain.batches import SaleFact
from afterword.plans.belonging import among
from afterword.plans.models import Enrollment, Plan
from afterword.plans.rules import active_plans
from afterword.plans.which_sales import meeting
from afterword.sales.models import Sale

#: For so long it is told why nothing came of a sale; no row is kept for it.
TOLD_FOR_DAYS = 90


@dataclass(frozen=True, slots=True)
class Outside:
    """The plan (its slug) and the sale that it passed over, with its civil day."""

    plan: str
    sale_id: int
    sold_on: date


def sales_outside(customer_id: int, today: date) -> list[Outside]:
    """Of a customer's sales of the last months those that a plan is not for; asked anew each time.

    One query where every plan is for everybody.
    """
    if not Plan.objects.filter(trigger="sale", is_active=True, audience__isnull=False).exists():
        return []
    since = today - timedelta(days=TOLD_FOR_DAYS)
    sales = Sale.objects.filter(customer_id=customer_id, sold_on__gte=since, status="paid", total_minor__gte=0)
    rows = [
        SaleFact(*row, 0) for row in sales.order_by("id").values_list("id", "customer_id", "sold_on", "total_minor")
    ]
    ids = [row.id for row in rows]
    taken = set(Enrollment.objects.filter(customer_id=customer_id).values_list("plan_id", "trigger_id"))
    found = []
    for plan in active_plans("sale"):
        if plan.audience is None or not ids:
            continue
        looked_at = meeting(plan, [row for row in rows if (plan.id, row.id) not in taken])
        inside = {row.id for row in among(plan, looked_at, None)}
        found += [Outside(plan.slug, row.id, row.day) for row in looked_at if row.id not in inside]
    return found
