"""What a trial reads: customers in ranges of their ids, their sales, and where their plans stand today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import connection

from afterword.customers.models import Customer
from afterword.domain.batches import SaleFact
from afterword.domain.channel import Channel
from afterword.domain.planning import StepRule, Window
from afterword.followups.delivering.stored import read_moment
from afterword.infra.bulk import ids_clause, stored_day, stored_moment
from afterword.infra.rows import Days, fetched
from afterword.infra.tenancy import current_business_id
from afterword.plans.dated.reading import PURCHASE
from afterword.plans.rules import PlanFacts
from afterword.plans.simulating.playing import Dropped, Lying, Wanted, in_time
from afterword.plans.simulating.tried import TriedPlan
from afterword.plans.triggers import Trigger, local_days, rows_of_plan

#: Customers looked at together: what bounds the memory.
CUSTOMERS_AT_ONCE = 5_000


class Span(NamedTuple):
    """Customers with ``after < id <= up_to``."""

    after: int
    up_to: int


def spans() -> Iterator[Span]:
    """All customers of the business, in ranges of :data:`CUSTOMERS_AT_ONCE`."""
    after = 0
    while True:
        ids = Customer.objects.filter(id__gt=after).order_by("id").values_list("id", flat=True)
        up_to = ids[CUSTOMERS_AT_ONCE - 1 : CUSTOMERS_AT_ONCE].first()
        if up_to is None:
            last = ids.last()
            if last is not None:
                yield Span(after, last)
            return
        yield Span(after, up_to)
        after = up_to


def sales_of(trigger: Trigger, span: Span, since: date, before: date, plan: PlanFacts | None = None) -> list[SaleFact]:
    """Sales (or other rows) of living customers with ``since <= day < before``, as planning is given them.

    ``plan`` is needed where the trigger's rows are the plan's own.
    """
    sqlite = connection.vendor == "sqlite"
    # The plus sign keeps SQLite on the primary key of customers; CROSS JOIN keeps it from turning the tables round.
    business, day = ("+c.business_id", f"t.{trigger.day} || ''") if sqlite else ("c.business_id", f"t.{trigger.day}")
    own, of_plan = rows_of_plan(plan) if plan is not None and trigger.is_of_plan else ("true", [])
    sql = f"""
        SELECT t.id, t.customer_id, {day}, {trigger.value}, c.reach
        FROM {Customer._meta.db_table} c CROSS JOIN {trigger.table} t
        WHERE c.id > %s AND c.id <= %s AND {business} = %s AND c.merged_into_id IS NULL AND c.ended_at IS NULL
            AND t.business_id = %s AND t.customer_id = c.id AND t.{trigger.day} >= %s AND t.{trigger.day} < %s
            AND {trigger.condition} AND {own}
    """
    whose = current_business_id()
    rows = fetched(sql, [*span, whose, whose, stored_day(since), stored_day(before), *of_plan])
    make = tuple.__new__
    if trigger.is_moment:
        day_of = local_days()
        return [SaleFact(row_id, customer, day_of(at), value, reach) for row_id, customer, at, value, reach in rows]
    if not sqlite:
        return [make(SaleFact, row) for row in rows]
    days = Days()
    return [make(SaleFact, (row_id, customer, days[on], value, reach)) for row_id, customer, on, value, reach in rows]


class Standing(NamedTuple):
    """Where the customers of a range stand in one plan: days of their rounds, and which sales were looked at."""

    anchors: dict[int, list[date]]
    looked_at: set[int]


def standings_in(span: Span, plan_ids: list[int]) -> dict[int, Standing]:
    """The standing of these plans, by their ids; one query."""
    found = {plan_id: Standing({}, set()) for plan_id in plan_ids}
    rows = fetched(
        """SELECT plan_id, customer_id, anchor_on, state, trigger_id FROM plans_enrollment
           WHERE business_id = %s AND customer_id > %s AND customer_id <= %s""",
        [current_business_id(), *span],
    )
    for plan_id, customer_id, anchor, state, trigger_id in rows:
        standing = found.get(plan_id)
        if standing is not None:
            standing.looked_at.add(trigger_id)
            if state in ("running", "done", "stopped"):
                standing.anchors.setdefault(customer_id, []).append(_day(anchor))
    return found


def open_touches(
    span: Span, steps: Mapping[int, tuple[TriedPlan, StepRule]], today: date
) -> Iterator[Wanted | Dropped]:
    """What stands in the tables for these steps and has not happened; what is overdue stands on today."""
    rows = fetched(
        """SELECT f.customer_id, f.step_id, f.channel, f.window_first, f.window_last, f.due_on, f.minutes,
                  c.reach, e.trigger_id, e.anchor_on, f.value_minor, f.state = 'approved', f.moved_at IS NOT NULL,
                  f.id, f.membership_id, f.stands_in_for_id, f.sale_id
           FROM followups_followup f JOIN customers_customer c ON c.id = f.customer_id
           LEFT JOIN plans_enrollment e ON e.id = f.enrollment_id
           WHERE f.business_id = %s AND f.customer_id > %s AND f.customer_id <= %s
             AND f.state IN ('open', 'approved') ORDER BY f.id""",
        [current_business_id(), *span],
    )
    for customer_id, step_id, channel, first, last, due, minutes, reach, trigger_id, anchor, value, *lies in rows:
        found = steps.get(step_id)
        if found is not None:
            plan, step = found
            window = Window(_day(first), _day(last), _day(due))
            on = max(window.due, today)
            is_approved, is_moved, row_id, member_id, stands_in_for, sale_id = lies
            yield in_time(
                Wanted(
                    customer_id, plan, step, Channel(channel), on, window, reach, minutes, date.min,
                    trigger_id, anchor and _day(anchor), None, value, bool(is_approved or is_moved), sale_id,
                    Lying(row_id, member_id, stands_in_for, bool(is_moved), bool(is_approved)),
                )
            )  # fmt: skip


def last_contacts(span: Span, since: date) -> dict[int, datetime]:
    """When each customer of the range last heard from the business, from that day on; two queries."""
    moment = stored_moment(datetime.combine(since, time(0), UTC) - timedelta(days=1))
    whose = current_business_id()
    rows = fetched(
        """SELECT customer_id, MAX(closed_at) FROM followups_followup
           WHERE business_id = %s AND customer_id > %s AND customer_id <= %s AND state = 'done' AND closed_at >= %s
           GROUP BY customer_id""",
        [whose, *span, moment],
    ) + fetched(
        """SELECT customer_id, MAX(sent_at) FROM followups_message
           WHERE business_id = %s AND customer_id > %s AND customer_id <= %s AND sent_at >= %s GROUP BY customer_id""",
        [whose, *span, moment],
    )
    latest: dict[int, datetime] = {}
    for customer_id, stored in rows:
        at = read_moment(stored)
        if at is not None:
            latest[customer_id] = max(at, latest.get(customer_id, at))
    return latest


def wishes_in(span: Span) -> dict[int, int]:
    """How many days those of the range want between two messages who have said so; one query."""
    rows = fetched(
        """SELECT id, hears_every_days FROM customers_customer
           WHERE business_id = %s AND id > %s AND id <= %s AND hears_every_days > 0""",
        [current_business_id(), *span],
    )
    return dict(rows)


def totals_of(sale_ids: Collection[int]) -> dict[int, int]:
    """The totals of these sales in minor units; one query."""
    if not sale_ids:
        return {}
    among, listed = ids_clause("id", sorted(sale_ids))
    return dict(
        fetched(f"SELECT id, total_minor FROM sales_sale WHERE business_id = %s AND {among}", [
            current_business_id(), *listed,
        ])
    )  # fmt: skip


def servers_of(sale_ids: Collection[int]) -> dict[int, str]:
    """Who served at these sales, where that is on record; one query."""
    if not sale_ids:
        return {}
    among, listed = ids_clause("id", sorted(sale_ids))
    rows = fetched(
        f"SELECT id, served_by FROM sales_sale WHERE business_id = %s AND {among} AND served_by <> ''",
        [current_business_id(), *listed],
    )
    return dict(rows)


def purchases_of(customer_ids: Collection[int]) -> dict[int, list[tuple[date, int]]]:
    """Day and total in minor units of all purchases of these customers, oldest first; one query."""
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    if customer_ids:
        among, listed = ids_clause("s.customer_id", sorted(customer_ids))
        for customer_id, day, total in fetched(
            f"""SELECT s.customer_id, s.sold_on, s.total_minor FROM sales_sale s
                WHERE s.business_id = %s AND {among} AND {PURCHASE} ORDER BY s.sold_on, s.id""",
            [current_business_id(), *listed],
        ):
            found[customer_id].append((_day(day), total))
    return found


def _day(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
