"""What starts a plan and stands in a row (a sale, an inquiry, a job, an event), and how it is read for planning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from afterword.businesses.queries import current_business, zone_of
from afterword.customers.models import Customer
from afterword.domain.civil import local_date
from afterword.domain.triggers import Happened
from afterword.followups.delivering.stored import read_moment
from afterword.infra.bulk import ids_clause
from afterword.plans.occasions import About
from afterword.plans.rules import PlanFacts
from afterword.sales.models import Inquiry, Job, Sale
from afterword.timeline.catalogue import PlanStarted
from afterword.timeline.models import EventRow


@dataclass(frozen=True, slots=True)
class Trigger:
    """One kind of row that starts plans: its table, the civil day it counts from, its value, what keeps it out.

    ``is_moment``: ``day`` holds a moment in UTC, whose date at the business counts. ``is_of_plan``: each plan has rows
    of its own, as :func:`rows_of` finds them.
    """

    name: str
    table: str
    day: str
    value: str
    condition: str
    is_moment: bool = False
    is_of_plan: bool = False


TRIGGERS: dict[str, Trigger] = {
    "sale": Trigger(
        "sale", Sale._meta.db_table, "sold_on", "t.total_minor", "t.status = 'paid' AND t.total_minor >= 0"
    ),
    "inquiry": Trigger("inquiry", Inquiry._meta.db_table, "asked_on", "0", "true"),
    "job_done": Trigger("job_done", Job._meta.db_table, "done_on", "0", "true"),
    "event": Trigger("event", EventRow._meta.db_table, "at", "0", "true", is_moment=True, is_of_plan=True),
    "manual": Trigger("manual", EventRow._meta.db_table, "at", "0", "true", is_moment=True, is_of_plan=True),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Some rows: by their ids, ascending, or by a range of ids above the first and up to the second."""

    ids: tuple[int, ...] | None
    span: tuple[int, int] | None

    def on(self, column: str) -> tuple[str, list[Any]]:
        """A WHERE condition on a column that holds these ids, and its parameters."""
        if self.span is not None:
            return f"{column} > %s AND {column} <= %s", list(self.span)
        return ids_clause(column, self.ids or ())

    @property
    def widened(self) -> Chosen:
        """A range that holds them all, where that range is dense: quicker to look at than one id after the other."""
        if self.ids and self.ids[-1] - self.ids[0] < 2 * len(self.ids):
            return Chosen(None, (self.ids[0] - 1, self.ids[-1]))
        return self


def these(ids: Sequence[int]) -> Chosen:
    """Rows by their ids."""
    return Chosen(tuple(sorted(set(ids))), None)


def between(after: int, up_to: int) -> Chosen:
    """Rows with ``after < id <= up_to``."""
    return Chosen(None, (after, up_to))


def rows_of(trigger: Trigger, chosen: Chosen, business_id: int, plan: PlanFacts | None = None) -> tuple[str, list[Any]]:
    """SELECT id, customer, day, value, reach of the chosen rows, by id; parameters with it.

    Living customers only. The day is text on SQLite, a date on PostgreSQL; of an event, the moment. ``plan`` is needed
    where the trigger's rows are the plan's own.
    """
    sqlite = connection.vendor == "sqlite"
    # The plus sign keeps SQLite from walking the whole business by an index that begins with it.
    business = "+t.business_id" if sqlite else "t.business_id"
    day = f"t.{trigger.day} || ''" if sqlite else f"t.{trigger.day}"
    condition, parameters = chosen.on("t.id")
    own, own_parameters = rows_of_plan(plan) if plan is not None and trigger.is_of_plan else ("true", [])
    sql = f"""
        SELECT t.id, t.customer_id, {day}, {trigger.value}, c.reach
        FROM {trigger.table} t JOIN {Customer._meta.db_table} c ON c.id = t.customer_id
        WHERE {business} = %s AND {condition} AND {trigger.condition} AND {own}
            AND c.merged_into_id IS NULL AND c.ended_at IS NULL
        ORDER BY t.id
    """
    return sql, [business_id, *parameters, *own_parameters]


def rows_of_plan(plan: PlanFacts) -> tuple[str, list[Any]]:
    """The events that start this plan: those of its name, or a person's word that it begins."""
    if isinstance(plan.starts, Happened):
        return "t.kind = %s", [plan.starts.name]
    return "t.kind = %s AND t.subject_id = %s", [PlanStarted.kind, plan.id]


def abouts_of(trigger: Trigger, chosen: Chosen, business_id: int) -> dict[int, About] | None:
    """What the follow-ups of these rows are about, by the rows' ids; None where it is the sale or inquiry itself."""
    if trigger.name in ("sale", "inquiry"):
        return None
    if trigger.name != "job_done":
        return Aboutless()
    condition, parameters = chosen.on("t.id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.id, t.product_id FROM {trigger.table} t WHERE t.business_id = %s AND {condition}",
            [business_id, *parameters],
        )
        return {row_id: About(product_id=product_id) for row_id, product_id in cursor.fetchall()}


class Aboutless(dict[int, About]):
    """What starts it is about nothing in particular."""

    def __missing__(self, _trigger_id: int) -> About:
        return About()


def local_days() -> Callable[[Any], date]:
    """Turns a stored moment into the civil date of the business acted for; one query."""
    zone = zone_of(current_business())

    def day_of(stored: Any) -> date:
        moment = read_moment(stored)
        assert moment is not None  # an event has its moment
        return local_date(moment, zone)

    return day_of
