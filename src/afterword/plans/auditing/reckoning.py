"""The audit's question to the tables: how does each living customer stand, and until which day?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from afterword.customers.models import Customer
from afterword.followups.models import FollowUp, Rest
from afterword.infra.bulk import stored_day
from afterword.infra.tenancy import current_business_id
from afterword.plans.auditing.models import Standing, Stands
from afterword.plans.models import Plan

#: A message of which nobody knows whether it arrived counts until a person has said so.
_UNTIL_SOMEBODY_SAYS = date.max
#: For the forgotten, so that the index lists them by customer.
NO_DAY = date.min

_CUSTOMERS, _FOLLOW_UPS, _RESTS, _PLANS = (model._meta.db_table for model in (Customer, FollowUp, Rest, Plan))

#: The last day on which a touch can still do good: of its window, or the day it was put on, and its days of grace.
LAST_GOOD = {
    "sqlite": "CASE WHEN f.late_days = 0 THEN max(f.window_last, f.due_on)"
    " ELSE date(max(f.window_last, f.due_on), '+' || f.late_days || ' days') END",
    "postgresql": "(greatest(f.window_last, f.due_on) + f.late_days::integer)",
}


def _is_planned() -> str:
    """A touch by hand, or of a plan that is on. One parameter: the business."""
    return f"(f.plan_id IS NULL OR f.plan_id IN (SELECT id FROM {_PLANS} WHERE business_id = %s AND is_active))"


def counted(today: date) -> tuple[int, int, int]:
    """Living customers, those with a next touch, those with a written reason and none: counted one by one.

    One walk over the customers, a few seconds for a million. It knows nothing of the standings.
    """
    touched, rested, parameters = _conditions(today)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT count(*), count(CASE WHEN is_touched THEN 1 END),
                count(CASE WHEN is_rested AND NOT is_touched THEN 1 END)
                FROM (SELECT {touched} AS is_touched, {rested} AS is_rested FROM {_CUSTOMERS} c
                      WHERE {_IS_LIVING}) AS living""",
            [*parameters, current_business_id()],
        )
        living, with_touch, with_reason = cursor.fetchone()
    return int(living), int(with_touch), int(with_reason)


def forgotten_by_name(today: date, *, after: int = 0, limit: int) -> list[tuple[int, str]]:
    """The first of those with neither, by their ids above ``after``: found without the standings."""
    touched, rested, parameters = _conditions(today)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT c.id, c.display_name FROM {_CUSTOMERS} c
                WHERE NOT {touched} AND NOT {rested} AND {_IS_LIVING} AND c.id > %s ORDER BY c.id LIMIT %s""",
            [*parameters, current_business_id(), after, limit],
        )
        return [(int(row[0]), str(row[1])) for row in cursor.fetchall()]


_IS_LIVING = "c.business_id = %s AND c.merged_into_id IS NULL AND c.ended_at IS NULL"


def _conditions(today: date) -> tuple[str, str, list[Any]]:
    business_id, day = current_business_id(), stored_day(today)
    touched = f"""EXISTS (SELECT 1 FROM {_FOLLOW_UPS} f WHERE f.business_id = %s AND f.customer_id = c.id
        AND (f.state = 'unclear' OR f.state IN ('open', 'approved') AND {_is_planned()}
            AND (f.window_last >= %s OR f.due_on >= %s OR f.late_days > 0 AND {LAST_GOOD[connection.vendor]} >= %s)))"""
    rested = f"""EXISTS (SELECT 1 FROM {_RESTS} r WHERE r.business_id = %s AND r.customer_id = c.id
        AND r.until >= %s AND r.reason <> '')"""
    return touched, rested, [business_id, business_id, day, day, day, business_id, day]


def write_standings(today: date, condition: str, parameters: list[Any]) -> None:
    """Write the standing of every living customer for whom ``condition`` holds (of ``c``); there must be none yet."""
    business_id, day = current_business_id(), stored_day(today)
    cast = "::date" if connection.vendor == "postgresql" else ""
    sql = f"""
        INSERT INTO {Standing._meta.db_table} (business_id, customer_id, kind, until)
        SELECT business_id, id,
            CASE WHEN touched_until >= %s THEN {Stands.NEXT_TOUCH.value}
                 WHEN rested_until >= %s AND rest_reason = 'cannot_be_reached' THEN {Stands.CANNOT_BE_REACHED.value}
                 WHEN rested_until >= %s AND rest_reason <> '' THEN {Stands.REASON.value}
                 ELSE {Stands.FORGOTTEN.value} END,
            CASE WHEN touched_until >= %s THEN touched_until
                 WHEN rested_until >= %s AND rest_reason <> '' THEN rested_until
                 ELSE %s{cast} END
        FROM (
            SELECT c.business_id, c.id, r.until AS rested_until, r.reason AS rest_reason, (
                SELECT max(CASE WHEN f.state = 'unclear' THEN %s{cast} ELSE {LAST_GOOD[connection.vendor]} END)
                FROM {_FOLLOW_UPS} f WHERE f.business_id = %s AND f.customer_id = c.id
                    AND f.state IN ('open', 'approved', 'unclear') AND (f.state = 'unclear' OR {_is_planned()})
            ) AS touched_until
            FROM {_CUSTOMERS} c
            LEFT JOIN {_RESTS} r ON r.business_id = c.business_id AND r.customer_id = c.id
            WHERE {_IS_LIVING} AND {condition} ORDER BY c.id
        ) AS living
    """
    facts = [day] * 5 + [stored_day(NO_DAY), stored_day(_UNTIL_SOMEBODY_SAYS)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*facts, business_id, business_id, business_id, *parameters])
