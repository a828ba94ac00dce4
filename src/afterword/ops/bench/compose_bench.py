"""Composing the days: twenty members and five thousand open touches of one business, against writing the rows bare.

Half of the customers are known to a member. A second composition, for which almost nothing has changed, is timed as
well, and the weeks that are too short are counted.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import timedelta
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from afterword.accounts.actions import ensure_user
from afterword.businesses.actions import add_member
from afterword.businesses.queries import current_business, local_today, team
from afterword.businesses.working_time import be_away, keep_minutes
from afterword.customers.models import Customer
from afterword.followups.models import FollowUp, Template
from afterword.infra import clock
from afterword.infra.bulk import insert_rows, stored_day
from afterword.infra.tenancy import acting_for
from afterword.ops.bench.measured import Measured
from afterword.ops.bench.plan_bench import bench_business, build_customers
from afterword.plans.days import compose_by_plan
from afterword.timeline.actions import record
from afterword.timeline.catalogue import FollowUpDone

MINUTES = (2, 5, 10, 15)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How large the day is."""
    parser.add_argument("--touches", type=int, default=5_000, metavar="N", help="open touches")
    parser.add_argument("--members", type=int, default=20, metavar="N", help="members with minutes")


def measure(args: argparse.Namespace) -> Measured:
    """Build, compose twice by the real action, then write the same days bare."""
    business = bench_business()
    with acting_for(business.pk):
        build_customers(business, args.customers)
        today = local_today(business)
        for number in range(args.members - 1):
            add_member(user=ensure_user(email=f"m{number}@example.org", name=f"Member {number}"), role="staff")
        for number, member in enumerate(team()):
            keep_minutes(membership=member, minutes=(60, 60, 60, 60, 60, 30, 0))
            if number % 5 == 0:
                be_away(membership=member, first=today + timedelta(days=3), last=today + timedelta(days=6))
        template = Template.objects.create(name="Bench", email_body="Hello.", created_at=clock.now())
        with transaction.atomic():
            insert_rows(FollowUp, _COLUMNS, _touches(business.pk, args.touches, args.customers, template.pk))
            _acquaint(args.customers)
        began = perf_counter()
        composed = compose_by_plan()
        seconds = perf_counter() - began
        began = perf_counter()
        again = compose_by_plan()
        second = perf_counter() - began
        floor = _update_floor()
    more = {
        "changed": composed.changed,
        "again_seconds": round(second, 4),
        "again_changed": again.changed,
        "short_weeks": len(composed.shortfalls),
    }
    return Measured(composed.touches, seconds, floor, more)


def _update_floor() -> float:
    """Seconds to write every row's day and member by its key, with nothing decided."""
    rows = [
        (stored_day(due), member, pk)
        for pk, due, member in FollowUp.objects.filter(state="open").values_list("id", "due_on", "membership_id")
    ]
    began = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany("UPDATE followups_followup SET due_on = %s, membership_id = %s WHERE id = %s", rows)
    return perf_counter() - began


_COLUMNS = (
    "business_id", "customer_id", "channel", "mode", "state", "window_first", "window_last", "due_on", "late_days",
    "value_minor", "minutes", "reason", "note", "version", "template_id",
)  # fmt: skip


def _touches(business_id: int, count: int, customers: int, template_id: int) -> Iterator[tuple[Any, ...]]:
    first = Customer.objects.order_by("id").values_list("id", flat=True)[0]
    today = local_today(current_business())
    for number in range(count):
        begins = today + timedelta(days=number % 24 - 3)
        ends = begins + timedelta(days=3 + number * 7 % 12)
        channel = ("phone", "email", "phone", "post")[number % 4]
        yield (
            business_id, first + number % customers, channel, "hand" if channel != "email" else "approve", "open",
            stored_day(begins), stored_day(ends), stored_day(max(begins, today)), 7,
            1_000 + number * 7919 % 250_000, MINUTES[number % len(MINUTES)], "", "", 0, template_id,
        )  # fmt: skip


def _acquaint(customers: int) -> None:
    """Every second customer was touched by a member before."""
    users = [member.user_id for member in team()]
    first = Customer.objects.order_by("id").values_list("id", flat=True)[0]
    now = clock.now()
    for begin in range(0, customers, 5_000):
        record(
            [
                FollowUpDone(
                    customer_id=first + number,
                    at=now,
                    subject_id=0,
                    actor_id=users[number % len(users)],
                    channel="phone",
                    note="",
                )
                for number in range(begin, min(begin + 5_000, customers), 2)
            ]
        )
