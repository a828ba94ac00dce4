"""The nobody-forgotten audit: counted from the tables alone, whatever the code that should have done it believes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from afterword.businesses.queries import current_business, local_today
from afterword.followups.models import AuditResult
from afterword.followups.punctuality import punctuality_this_month
from afterword.infra import clock
from afterword.infra.bulk import stored_day
from afterword.infra.tenancy import current_business_id
from afterword.plans.queries import past_sales_waiting

#: Names given with the number.
MOST_NAMED = 50


@dataclass(frozen=True, slots=True)
class Audit:
    """Living customers, each in exactly one of the three; ``names`` are the first of the forgotten, with their ids."""

    living: int
    with_next_touch: int
    with_reason: int
    forgotten: int
    names: list[tuple[int, str]]


# A touch counts while it can still do good: within its window and days of grace, with its plan switched on. One that
# waits for a person to say whether it arrived counts until they have.
_TOUCHED = """
    SELECT f.customer_id FROM followups_followup f
    LEFT JOIN plans_plan p ON p.business_id = f.business_id AND p.id = f.plan_id
    WHERE f.business_id = %s AND (f.state = 'unclear' OR f.state IN ('open', 'approved')
        AND (f.window_last >= %s OR f.due_on >= %s OR {last_good} >= %s)
        AND (f.plan_id IS NULL OR p.is_active))
"""
_LAST_GOOD = {
    "sqlite": "date(max(f.window_last, f.due_on), '+' || f.late_days || ' days')",
    "postgresql": "(greatest(f.window_last, f.due_on) + f.late_days::integer)",
}
_RESTED = """
    SELECT r.customer_id FROM followups_rest r WHERE r.business_id = %s AND r.until >= %s AND r.reason <> ''
"""
# IN, not a join: both databases then look each customer up in a set made once, where SQLite would join set with set.
_LIVING = """
    SELECT c.id, c.display_name, c.id IN ({touched}) AS is_touched, c.id IN ({rested}) AS is_rested
    FROM customers_customer c WHERE c.business_id = %s AND c.merged_into_id IS NULL AND c.ended_at IS NULL
"""


def audit(*, today: date | None = None, keep: bool = True) -> Audit:
    """Count every living customer once; with ``keep`` the result is what Today shows until the next audit.

    ``today`` is a civil date of the business. Two passes over the tables: seconds for a million customers.
    """
    today = today or local_today(current_business())
    business_id, day = current_business_id(), stored_day(today)
    living_customers = _LIVING.format(touched=_TOUCHED.format(last_good=_LAST_GOOD[connection.vendor]), rested=_RESTED)
    facts = [business_id, day, day, day, business_id, day, business_id]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT count(*), count(CASE WHEN is_touched THEN 1 END),
                count(CASE WHEN is_rested AND NOT is_touched THEN 1 END) FROM ({living_customers}) AS living""",
            facts,
        )
        living, with_next_touch, with_reason = cursor.fetchone()
        forgotten = living - with_next_touch - with_reason
        names: list[tuple[int, str]] = []
        if forgotten:
            cursor.execute(
                f"""SELECT id, display_name FROM ({living_customers}) AS living
                    WHERE NOT is_touched AND NOT is_rested ORDER BY id LIMIT {MOST_NAMED}""",
                facts,
            )
            names = [(row[0], row[1]) for row in cursor.fetchall()]
    found = Audit(living, with_next_touch, with_reason, forgotten, names)
    if keep:
        _keep(found, today)
    return found


def _keep(found: Audit, today: date) -> None:
    month = punctuality_this_month(today)
    AuditResult.objects.update_or_create(
        business_id=current_business_id(),
        defaults={
            "living": found.living,
            "with_next_touch": found.with_next_touch,
            "with_reason": found.with_reason,
            "forgotten": found.forgotten,
            "month_due": month.due,
            "month_in_time": month.in_time,
            "past_customers": past_sales_waiting(most_recent=0).customers,
            "at": clock.now(),
        },
    )
