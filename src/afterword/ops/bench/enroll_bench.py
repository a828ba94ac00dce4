"""Enrolling: the newest sale of every customer into plans with rounds behind them, against bare inserts; then one sale.

Four of five sales of each customer were planned before, so every newest one meets earlier rounds, joins them or begins
anew. ``one_ms`` is the median of recording one more sale by the real action, with its reactions and its commit, and
``enroll_one_ms`` that of planning it alone: neither may grow with what is stored.
"""

from __future__ import annotations

import argparse
from datetime import datetime
from statistics import median
from time import perf_counter

from django.db import connection, transaction
from django.db.models import Max

from afterword.businesses.queries import current_business, local_today
from afterword.customers.models import Customer
from afterword.followups.models import FollowUp
from afterword.infra import clock
from afterword.infra.tenancy import acting_for
from afterword.ops.bench.analyzed import gather_statistics
from afterword.ops.bench.floors import insert_floor
from afterword.ops.bench.measured import Measured
from afterword.ops.bench.plan_bench import SALES_EACH, bench_business, build_sales
from afterword.plans.catching_up import catch_up
from afterword.plans.enrolling import enroll_triggers
from afterword.plans.models import Enrollment, Plan
from afterword.plans.writing import ENROLLMENT_COLUMNS, FOLLOW_UP_COLUMNS
from afterword.sales.models import Sale
from afterword.timeline.actions import record
from afterword.timeline.catalogue import SaleRecorded

TIMES = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing beyond what every benchmark takes."""


def measure(args: argparse.Namespace) -> Measured:
    """Build, plan what came before, then time the newest sales, single ones, and the same rows inserted bare."""
    business = bench_business()
    with acting_for(business.pk):
        build_sales(business, args.customers)
        newest = _set_aside()
        catch_up()
        first_enrollment = Enrollment.objects.aggregate(last=Max("id"))["last"] or 0
        first_follow_up = FollowUp.objects.aggregate(last=Max("id"))["last"] or 0
        _bring_back(newest)
        gather_statistics()
        began = perf_counter()
        catch_up()
        seconds = perf_counter() - began
        rows = (
            Enrollment.objects.filter(id__gt=first_enrollment).count()
            + FollowUp.objects.filter(id__gt=first_follow_up).count()
        )
        customers = list(Customer.objects.order_by("id").values_list("id", flat=True)[: 2 * TIMES])
        one = [_seconds_of_one(customer_id, now=clock.now()) for customer_id in customers[:TIMES]]
        alone = [_seconds_of_enrolling(customer_id) for customer_id in customers[TIMES:]]
        connection.close()
        # The floor inserts all there is into empty tables; of that the share of what was timed.
        whole = Enrollment.objects.count() + FollowUp.objects.count()
        floor = insert_floor(Enrollment, ENROLLMENT_COLUMNS) + insert_floor(FollowUp, FOLLOW_UP_COLUMNS)
    more = {"one_ms": round(1000 * median(one), 2), "enroll_one_ms": round(1000 * median(alone), 2), "stored": whole}
    return Measured(rows, seconds, floor * rows / whole, more)


def _set_aside() -> int:
    """The id above which every customer's newest sale lies; those have not come in yet."""
    ids = Sale.objects.order_by("id").values_list("id", flat=True)
    last = ids[ids.count() * (SALES_EACH - 1) // SALES_EACH - 1]
    Sale.objects.filter(id__gt=last).update(status="cancelled")
    return int(last)


def _bring_back(after: int) -> None:
    Sale.objects.filter(id__gt=after).update(status="paid")
    Plan.objects.update(planned_to_id=after)


def _sale(customer_id: int, number: str) -> Sale:
    return Sale.objects.create(
        source="bench", key=f"{number}-{customer_id}", customer_id=customer_id,
        sold_on=local_today(current_business()), total_minor=10_000, currency="NOK",
    )  # fmt: skip


def _seconds_of_one(customer_id: int, now: datetime) -> float:
    """A sale that comes in: its row, its event, every reaction, and the commit."""
    began = perf_counter()
    with transaction.atomic():
        sale = _sale(customer_id, "one")
        record(
            [
                SaleRecorded(
                    customer_id=customer_id,
                    at=now,
                    subject_id=sale.pk,
                    sold_on=sale.sold_on,
                    total_minor=sale.total_minor,
                    currency=sale.currency,
                )
            ]
        )
    return perf_counter() - began


def _seconds_of_enrolling(customer_id: int) -> float:
    sale = _sale(customer_id, "alone")
    began = perf_counter()
    enroll_triggers(trigger="sale", ids=[sale.pk])
    return perf_counter() - began
