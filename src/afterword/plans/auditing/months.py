"""The share of touches done in time, by month, plan and member: reckoned for the months that can still change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from afterword.businesses.models import Business
from afterword.businesses.queries import current_business, local_today
from afterword.followups.models import AuditResult, FollowUp
from afterword.followups.punctuality import punctuality_this_month
from afterword.followups.queries import start_of_day
from afterword.infra.bulk import insert_rows, stored_day, stored_moment
from afterword.infra.tenancy import current_business_id
from afterword.plans.auditing.models import Kept
from afterword.plans.models import Enrollment, Plan

#: Months that a page shows, this one included; those before the last one are reckoned once.
MONTHS = 6
_DAY = timedelta(days=1)


def reckon_months(*, today: date | None = None) -> None:
    """Reckon this month and the last, and those before that nobody has reckoned yet. ``today``: the business's date.

    A touch belongs to the month in which its window ended; one that was done before counts from then on. What was
    skipped or stopped is not counted: it was decided.
    """
    business = current_business()
    today = today or local_today(business)
    there = set(Kept.objects.values_list("month", flat=True).distinct())
    for number, month in enumerate(months_until(today)):
        if number < 2 or month not in there:
            _reckon(business, month, today)
    keep_month(today)


def months_until(today: date) -> list[date]:
    """The first days of this month and of those before, the newest first."""
    months = [today.replace(day=1)]
    while len(months) < MONTHS:
        months.append((months[-1] - _DAY).replace(day=1))
    return months


def last_day(month: date) -> date:
    """The last day of the month that begins on ``month``."""
    return (month + timedelta(days=31)).replace(day=1) - _DAY


def keep_month(today: date | None = None) -> None:
    """What was done in time this month, and who waits for the owner's word, beside the last audit's result."""
    month = punctuality_this_month(today)
    AuditResult.objects.filter(business_id=current_business_id()).update(
        month_due=month.due, month_in_time=month.in_time, past_customers=_past_customers()
    )


def _past_customers() -> int:
    """Customers whose every sale was past its windows when it came in, with no touch since: only their number."""
    enrollments, business_id = Enrollment._meta.db_table, current_business_id()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT count(*) FROM (
                    SELECT DISTINCT customer_id FROM {enrollments} WHERE business_id = %s AND state = 'past'
                        AND plan_id IN (SELECT id FROM {Plan._meta.db_table}
                                        WHERE business_id = %s AND trigger = 'sale' AND is_active)) AS e
                WHERE NOT EXISTS (SELECT 1 FROM {enrollments} o WHERE o.business_id = %s
                    AND o.customer_id = e.customer_id AND o.state IN ('running', 'done', 'stopped'))""",
            [business_id, business_id, business_id],
        )
        return int(cursor.fetchone()[0])


@transaction.atomic
def _reckon(business: Business, month: date, today: date) -> None:
    rows = [(current_business_id(), stored_day(month), *row) for row in _sums(business, month, today)]
    Kept.objects.filter(month=month).delete()
    # Somebody may have looked before there was anything: the month is not asked about again.
    rows = rows or [(current_business_id(), stored_day(month), None, None, 0, 0)]
    insert_rows(Kept, ("business_id", "month", "plan_id", "membership_id", "due", "in_time"), rows)


def _sums(business: Business, month: date, today: date) -> list[tuple[Any, ...]]:
    """Plan, member, windows that ended or were met, and those met in time."""
    days = json.dumps([[day.isoformat(), str(stored_moment(end))] for day, end in ends_of_days(business, month)])
    listed = {
        "sqlite": "SELECT json_extract(value, '$[0]') AS day, json_extract(value, '$[1]') AS ends FROM json_each(%s)",
        "postgresql": "SELECT (value ->> 0)::date AS day, (value ->> 1)::timestamptz AS ends"
        " FROM json_array_elements(%s::json)",
    }[connection.vendor]
    owed = f"FROM days CROSS JOIN {FollowUp._meta.db_table} f WHERE f.business_id = %s AND f.window_last = days.day"
    sql = f"""
        WITH days AS MATERIALIZED ({listed})
        SELECT plan_id, membership_id, count(*), count(CASE WHEN in_time THEN 1 END) FROM (
            SELECT f.plan_id, f.membership_id, f.closed_at < days.ends AS in_time {owed} AND f.state = 'done'
            UNION ALL
            SELECT f.plan_id, f.membership_id, f.id < 0 AS in_time {owed}
                AND f.state IN ('open', 'approved', 'unclear') AND days.day < %s
        ) AS owed GROUP BY plan_id, membership_id
    """
    business_id = current_business_id()
    with connection.cursor() as cursor:
        cursor.execute(sql, [days, business_id, business_id, stored_day(today)])
        return list(cursor.fetchall())


def ends_of_days(business: Business, month: date) -> Iterator[tuple[date, datetime]]:
    """Each day of the month with the moment at which it is over at the business."""
    day = month
    while day <= last_day(month):
        yield day, start_of_day(business, day + _DAY)
        day += _DAY
