"""Groups: one of a million customers evaluated anew, against inserting its members bare; then after one change.

The group asks for customers who bought at least four times, the last time lately, or who cannot be called: about two in
three. ``first_seconds`` is what it takes to look at everybody when the first group is made, ``changed_ms`` the median
of bringing all groups up to date after one sale.
"""

from __future__ import annotations

import argparse
from statistics import median
from time import perf_counter

from django.db import connection, transaction

from afterword.businesses.queries import current_business, local_today
from afterword.customers.models import Customer
from afterword.domain.audience import All, Condition, Operator, written
from afterword.domain.audience import Any as AnyOf
from afterword.infra.tenancy import acting_for
from afterword.ops.bench.analyzed import gather_statistics
from afterword.ops.bench.floors import insert_floor
from afterword.ops.bench.measured import Measured
from afterword.ops.bench.plan_bench import bench_business, build_sales
from afterword.plans.segments.actions import keep_segment
from afterword.plans.segments.members import bring_up_to_date, evaluate
from afterword.plans.segments.models import SegmentMember
from afterword.sales.models import Sale

TIMES = 25
_WHO = AnyOf(
    (
        All(
            (
                Condition("customer.sale_count", Operator.AT_LEAST, 4),
                Condition("customer.last_sale_on", Operator.WITHIN_DAYS, 3),
            )
        ),
        Condition("customer.can_phone", Operator.NO),
    )
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing beyond what every benchmark takes."""


def measure(args: argparse.Namespace) -> Measured:
    """Build, make a group, evaluate it anew, insert its members bare, then sell something and look again."""
    business = bench_business()
    with acting_for(business.pk):
        build_sales(business, args.customers)
        gather_statistics()
        began = perf_counter()
        segment = keep_segment(name="Bench", audience=written(_WHO))
        first = perf_counter() - began
        today = local_today(current_business())
        began = perf_counter()
        with transaction.atomic():
            evaluate(segment, today)
        seconds = perf_counter() - began
        ids = list(Customer.objects.order_by("-id").values_list("id", flat=True)[:TIMES])
        changed = [_after_a_sale(one) for one in ids]
        connection.close()
        floor = insert_floor(SegmentMember, ("business_id", "segment_id", "customer_id"))
    more = {
        "members": segment.count,
        "first_seconds": round(first, 4),
        "changed_ms": round(1000 * median(changed), 2),
    }
    return Measured(args.customers, seconds, floor, more)


def _after_a_sale(customer_id: int) -> float:
    """Seconds to bring the groups up to date after a sale; recording it is not counted."""
    today = local_today(current_business())
    Sale.objects.create(
        source="bench", key=str(customer_id), customer_id=customer_id, sold_on=today, total_minor=100, currency="NOK"
    )
    began = perf_counter()
    bring_up_to_date()
    return perf_counter() - began
