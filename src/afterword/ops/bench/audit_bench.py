"""The audit: every customer counted from the tables, against reading the same rows bare; then after a few changes.

The customers and sales are those of the benchmark of planning, planned. ``changed_ms`` is the median of auditing after
one change, ``changed_1000_ms`` after a thousand at once; ``first_seconds`` is the count that the changes go on from.
"""

from __future__ import annotations

import argparse
from datetime import timedelta
from statistics import median
from time import perf_counter

from django.db import connection

from afterword.businesses.queries import current_business, local_today
from afterword.followups.models import FollowUp
from afterword.infra import clock
from afterword.infra.tenancy import acting_for
from afterword.ops.bench.analyzed import gather_statistics
from afterword.ops.bench.measured import Measured
from afterword.ops.bench.plan_bench import bench_business, build_sales
from afterword.plans.auditing.audit import audit
from afterword.plans.auditing.months import reckon_months
from afterword.plans.auditing.what_changed import audit_changes
from afterword.plans.catching_up import catch_up
from afterword.plans.newcomers import rest_newcomers

#: Changes of one customer each that are timed.
TIMES = 25
MANY = 1_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing beyond what every benchmark takes."""


def measure(args: argparse.Namespace) -> Measured:
    """Build, count everybody, read the same rows by the driver alone, then change a few and audit again."""
    business = bench_business()
    with acting_for(business.pk):
        build_sales(business, args.customers)
        catch_up()
        rest_newcomers()
        gather_statistics()
        seconds, found = _timed_audit()
        floor = _floor_seconds()
        first = _seconds_of_changes()
        ids = list(FollowUp.objects.filter(state="open").order_by("id").values_list("id", flat=True)[: TIMES + MANY])
        one = [_after_changing(ids[number : number + 1]) for number in range(TIMES)]
        many = _after_changing(ids[TIMES:])
        again, _found = _timed_audit()
        began = perf_counter()
        reckon_months()
        months = perf_counter() - began
    more = {
        "forgotten": found,
        "first_seconds": round(first, 4),
        "changed_ms": round(1000 * median(one), 2),
        "changed_1000_ms": round(1000 * many, 2),
        "again_seconds": round(again, 4),
        "months_seconds": round(months, 4),
    }
    return Measured(args.customers, seconds, floor, more)


def _timed_audit() -> tuple[float, int]:
    began = perf_counter()
    found = audit(keep=False)
    return perf_counter() - began, found.forgotten


def _seconds_of_changes() -> float:
    began = perf_counter()
    audit_changes()
    return perf_counter() - began


def _after_changing(ids: list[int]) -> float:
    """Seconds to audit after these touches were done; doing them is not counted."""
    on = local_today(current_business()) - timedelta(days=1)
    FollowUp.objects.filter(id__in=ids).update(state="done", closed_at=clock.now(), due_on=on)
    return _seconds_of_changes()


def _floor_seconds() -> float:
    """Seconds to walk once over the customers, the open touches and the reasons, and decide nothing."""
    began = perf_counter()
    cursor = connection.connection.cursor()
    for table, column in (
        ("customers_customer", "merged_into_id"),
        ("followups_followup", "window_last"),
        ("followups_rest", "until"),
    ):
        cursor.execute(f"SELECT count({column}), max(id) FROM {table}")
        cursor.fetchall()
    cursor.close()
    return perf_counter() - began
