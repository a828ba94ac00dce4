"""What starts a plan: a sale or an inquiry, and how its rows are read for planning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from afterword.customers.models import Customer
from afterword.infra.bulk import ids_clause
from afterword.sales.models import Inquiry, Sale


@dataclass(frozen=True, slots=True)
class Trigger:
    """One kind of row that starts plans: its table, the civil day it counts from, its value, what keeps it out."""

    name: str
    table: str
    day: str
    value: str
    condition: str
    #: The column of a follow-up that says what it is about.
    about: str


TRIGGERS: dict[str, Trigger] = {
    "sale": Trigger(
        "sale", Sale._meta.db_table, "sold_on", "t.total_minor", "t.status = 'paid' AND t.total_minor >= 0", "sale_id"
    ),
    "inquiry": Trigger("inquiry", Inquiry._meta.db_table, "asked_on", "0", "true", "inquiry_id"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A WHERE condition on the trigger rows ``t`` and its parameters."""

    condition: str
    parameters: tuple[object, ...]


def these(ids: Sequence[int]) -> Chosen:
    """Rows by their ids."""
    condition, parameters = ids_clause("t.id", ids)
    return Chosen(condition, tuple(parameters))


def between(after: int, up_to: int) -> Chosen:
    """Rows with ``after < id <= up_to``."""
    return Chosen("t.id > %s AND t.id <= %s", (after, up_to))


def unplanned(trigger: Trigger, chosen: Chosen, business_id: int, plan_id: int) -> tuple[str, list[object]]:
    """SELECT id, customer, day, value, reach of the chosen rows that this plan has not enrolled; parameters with it.

    Living customers only. The day is text on SQLite, a date on PostgreSQL.
    """
    sqlite = connection.vendor == "sqlite"
    # The plus sign keeps SQLite from walking the whole business by an index that begins with it.
    business = "+t.business_id" if sqlite else "t.business_id"
    day = f"t.{trigger.day} || ''" if sqlite else f"t.{trigger.day}"
    sql = f"""
        SELECT t.id, t.customer_id, {day}, {trigger.value}, c.reach
        FROM {trigger.table} t JOIN {Customer._meta.db_table} c ON c.id = t.customer_id
        WHERE {business} = %s AND {chosen.condition} AND {trigger.condition}
            AND c.merged_into_id IS NULL AND c.ended_at IS NULL
            AND NOT EXISTS (
                SELECT 1 FROM plans_enrollment e WHERE e.business_id = %s AND e.plan_id = %s AND e.trigger_id = t.id
            )
        ORDER BY t.id
    """
    return sql, [business_id, *chosen.parameters, business_id, plan_id]
