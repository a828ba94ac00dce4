"""Planning: five sales of every customer enrolled into the two plans, against bare inserts of the same rows.

The sales of a customer lie four days apart, the newest one to four days ago, and come in by date, as at a till. So
each customer has thank-yous that are due, joined and past, and two rounds of "how is it going" with sales joined to
them. One customer in fifty can be reached by nobody. What a process does once, such as reading the holidays of a
country, is done before the clock starts: another business has one customer planned.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import timedelta
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from afterword.accounts.actions import ensure_user
from afterword.businesses.actions import found_business
from afterword.businesses.models import Business
from afterword.businesses.queries import local_today
from afterword.customers.models import Customer
from afterword.followups.models import FollowUp
from afterword.infra import clock
from afterword.infra.bulk import in_batches, insert_rows, stored_day, stored_moment
from afterword.infra.tenancy import acting_for
from afterword.ops.bench.floors import insert_floor
from afterword.ops.bench.measured import Measured
from afterword.plans.catching_up import catch_up
from afterword.plans.models import Enrollment
from afterword.plans.writing import ENROLLMENT_COLUMNS, FOLLOW_UP_COLUMNS
from afterword.sales.models import Sale

SALES_EACH = 5
_BATCH = 50_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing beyond what every benchmark takes."""


def measure(args: argparse.Namespace) -> Measured:
    """Build, plan by the real action, then insert the same rows into bare tables."""
    business = bench_business()
    _warm_up()
    with acting_for(business.pk):
        build_sales(business, args.customers)
        began = perf_counter()
        done = catch_up()
        seconds = perf_counter() - began
        # Its page cache would otherwise stand beside that of the floor and count as ours.
        connection.close()
        floor = insert_floor(Enrollment, ENROLLMENT_COLUMNS) + insert_floor(FollowUp, FOLLOW_UP_COLUMNS)
        rows = Enrollment.objects.count() + FollowUp.objects.count()
    more = {"running": done.running, "joined": done.joined, "past": done.past, "follow_ups": done.follow_ups}
    return Measured(rows, seconds, floor, more)


def _warm_up() -> None:
    """Plan one customer of another business: what is done once for a process is no cost of a sale."""
    other = bench_business("Warm")
    with acting_for(other.pk):
        build_sales(other, 1)
        catch_up()


def bench_business(name: str = "Bench") -> Business:
    """A shop with its ready-made plans."""
    owner = ensure_user(email="owner@example.org", name="Rosa")
    return found_business(name=name, trade="shop", timezone="Europe/Oslo", country="NO", currency="NOK", owner=owner)


def build_sales(business: Business, customers: int) -> None:
    """The same customers and sales each time, relative to today; fifty thousand rows per transaction."""
    build_customers(business, customers)
    for rows in in_batches(_sales(business, customers), _BATCH):
        with transaction.atomic():
            insert_rows(Sale, _SALE_COLUMNS, rows)


def build_customers(business: Business, customers: int) -> None:
    """The same customers each time."""
    for rows in in_batches(_customers(business, customers), _BATCH):
        with transaction.atomic():
            insert_rows(Customer, _CUSTOMER_COLUMNS, rows)


_CUSTOMER_COLUMNS = (
    "business_id", "is_firm", "prefix", "given_name", "family_name", "company", "display_name", "search_text",
    "name_key", "language", "note", "tags", "reach", "link_epoch", "created_at",
)  # fmt: skip
_SALE_COLUMNS = (
    "business_id", "source", "key", "customer_id", "sold_on", "total_minor", "currency", "status", "served_by",
)  # fmt: skip
#: E-mail 1, telephone 2, post 4.
_REACHES = (3, 3, 3, 3, 1, 1, 7, 2, 6, 3)


def _customers(business: Business, count: int) -> Iterator[tuple[Any, ...]]:
    now = stored_moment(clock.now())
    for number in range(count):
        name = f"Customer {number}"
        reach = 0 if number % 50 == 49 else _REACHES[number % 10]
        yield (
            business.pk, False, "", "Customer", str(number), "", name, name.lower(), name.lower(), "", "", "", reach, 0,
            now,
        )  # fmt: skip


def _sales(business: Business, customers: int) -> Iterator[tuple[Any, ...]]:
    first = Customer.objects.order_by("id").values_list("id", flat=True)[0]
    today = local_today(business)
    days = [stored_day(today - timedelta(days=ago)) for ago in range(4 * SALES_EACH + 1)]
    for round_number in range(SALES_EACH):
        for number in range(customers):
            ago = 4 * (SALES_EACH - round_number) - number % 4
            total = 1_000 + (number * 7919 + round_number * 104_729) % 250_000
            yield (
                business.pk, "till", f"{round_number}-{number}", first + number, days[ago], total, "NOK", "paid", "",
            )  # fmt: skip
