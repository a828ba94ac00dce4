"""Trying all plans out: ninety days of every customer, reckoned from their sales, against reading the same sales bare.

The customers and sales are those of the benchmark of planning, recorded and not planned. The stretch begins ninety days
ago, so that every sale is played day by day, and nothing is written.
"""

from __future__ import annotations

import argparse
from datetime import timedelta
from time import perf_counter

from django.db import connection

from afterword.businesses.queries import local_today
from afterword.infra.tenancy import acting_for
from afterword.ops.bench.analyzed import gather_statistics
from afterword.ops.bench.measured import Measured
from afterword.ops.bench.plan_bench import SALES_EACH, bench_business, build_sales
from afterword.ops.progress import Bar
from afterword.plans.simulating.simulation import simulate
from afterword.plans.simulating.tried import tried_plans

DAYS = 90


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing beyond what every benchmark takes."""


def measure(args: argparse.Namespace) -> Measured:
    """Build, try all plans by the real function, then read the rows that it needs by the driver alone."""
    business = bench_business()
    with acting_for(business.pk):
        build_sales(business, args.customers)
        gather_statistics()
        first = local_today(business) - timedelta(days=DAYS - 1)
        began = perf_counter()
        with Bar("Trying it out") as bar:
            found = simulate(tried_plans(), first=first, days=DAYS, progress=lambda at, of: bar.at(at, at, of))
        seconds = perf_counter() - began
        floor = _floor_seconds()
    more = {
        "touches": found.total.touches,
        "customers": args.customers,
        "dropped": found.dropped.total(),
        "weeks": len(found.weeks),
    }
    return Measured(args.customers * SALES_EACH, seconds, floor, more)


def _floor_seconds() -> float:
    """Seconds to read each sale with its customer's reach, and no more."""
    began = perf_counter()
    # On PostgreSQL a plain cursor would bring five million rows here at once, and be the peak of this benchmark.
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT t.id, t.customer_id, t.sold_on, t.total_minor, c.reach"
            " FROM sales_sale t JOIN customers_customer c ON c.id = t.customer_id"
        )
        while cursor.fetchmany(10_000):
            pass
    return perf_counter() - began
