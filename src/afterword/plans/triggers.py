"""What starts a plan: a sale or an inquiry, and how its rows are read for planning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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


def rows_of(trigger: Trigger, chosen: Chosen, business_id: int) -> tuple[str, list[Any]]:
    """SELECT id, customer, day, value, reach of the chosen rows, by id; parameters with it.

    Living customers only. The day is text on SQLite, a date on PostgreSQL.
    """
    sqlite = connection.vendor == "sqlite"
    # The plus sign keeps SQLite from walking the whole business by an index that begins with it.
    business = "+t.business_id" if sqlite else "t.business_id"
    day = f"t.{trigger.day} || ''" if sqlite else f"t.{trigger.day}"
    condition, parameters = chosen.on("t.id")
    sql = f"""
        SELECT t.id, t.customer_id, {day}, {trigger.value}, c.reach
        FROM {trigger.table} t JOIN {Customer._meta.db_table} c ON c.id = t.customer_id
        WHERE {business} = %s AND {condition} AND {trigger.condition}
            AND c.merged_into_id IS NULL AND c.ended_at IS NULL
        ORDER BY t.id
    """
    return sql, [business_id, *parameters]
