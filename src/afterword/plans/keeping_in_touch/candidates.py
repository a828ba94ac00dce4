"""Who has no next touch and no reason that lasts: those for whom keeping in touch must find a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db import connection

from afterword.followups.rests import LASTS_DAYS, RestReason
from afterword.infra.bulk import stored_day
from afterword.infra.tenancy import current_business_id

#: A reason is looked at so many days before it ends, so that a night without a scheduler forgets nobody.
BEFORE_IT_ENDS = timedelta(days=1)
#: A promised day becomes a touch so long before, so that the days can be composed with it.
AHEAD = timedelta(days=14)
_BATCH = 5_000
#: What a rule wrote, and a day of one's own says better.
_SAID_BETTER = (RestReason.BEFORE_YOUR_TIME, RestReason.FOLLOWED_UP, RestReason.TIME_PASSED)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One customer: their reach, since when they are known, and the reason written for them, if any, with its days."""

    customer_id: int
    reach: int
    known_since: date
    reason: str
    until: date | None
    written_on: date | None


# As the audit asks: a touch counts while it can still do good, with its plan switched on.
_TOUCHED = """
    SELECT 1 FROM followups_followup f LEFT JOIN plans_plan p ON p.id = f.plan_id
    WHERE f.business_id = %s AND f.customer_id = c.id AND (f.state = 'unclear' OR f.state IN ('open', 'approved')
        AND (f.window_last >= %s OR f.due_on >= %s OR {last_good} >= %s) AND (f.plan_id IS NULL OR p.is_active))
"""
_LAST_GOOD = {
    "sqlite": "date(max(f.window_last, f.due_on), '+' || f.late_days || ' days')",
    "postgresql": "(greatest(f.window_last, f.due_on) + f.late_days::integer)",
}
# The plus keeps SQLite from sorting the whole business for each batch.
_CANDIDATES = """
    SELECT c.id, c.reach, c.created_at, coalesce(r.reason, ''), r.until, r.written_at
    FROM customers_customer c
    LEFT JOIN followups_rest r ON r.business_id = c.business_id AND r.customer_id = c.id
    WHERE {business} = %s AND c.id > %s AND c.merged_into_id IS NULL AND c.ended_at IS NULL AND {condition}
        AND NOT EXISTS ({touched})
    ORDER BY c.id LIMIT %s
"""
_WITHOUT_LASTING_REASON = f"""(r.id IS NULL OR r.until <= %s
    OR r.written_by_id IS NULL AND (r.reason IN ({", ".join(f"'{one}'" for one in _SAID_BETTER)})
        OR r.reason = '{RestReason.KEEP_IN_TOUCH_LATER}' AND r.until < %s
        OR r.reason = '{RestReason.CANNOT_BE_REACHED}' AND c.reach <> 0))"""
_JUST_BROUGHT_IN = f"(r.written_by_id IS NULL AND r.reason = '{RestReason.BEFORE_YOUR_TIME}')"


def without_lasting_reason(today: date) -> Iterator[list[Candidate]]:
    """Everybody for whom something must be found, by id, some thousands at a time."""
    days = [stored_day(today + BEFORE_IT_ENDS), stored_day(today + AHEAD)]
    return _candidates(today, _WITHOUT_LASTING_REASON, days)


def just_brought_in(today: date) -> Iterator[list[Candidate]]:
    """Those who bought before the business began with us and still have the reason's usual end, as above."""
    usual = timedelta(days=LASTS_DAYS[RestReason.BEFORE_YOUR_TIME])
    for batch in _candidates(today, _JUST_BROUGHT_IN, []):
        yield [one for one in batch if one.until and one.written_on and one.until <= one.written_on + usual]


def _candidates(today: date, condition: str, parameters: list[Any]) -> Iterator[list[Candidate]]:
    business_id, day = current_business_id(), stored_day(today)
    touched = _TOUCHED.format(last_good=_LAST_GOOD[connection.vendor])
    business = "+c.business_id" if connection.vendor == "sqlite" else "c.business_id"
    sql = _CANDIDATES.format(business=business, condition=condition, touched=touched)
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [business_id, after, *parameters, business_id, day, day, day, _BATCH])
            rows = cursor.fetchall()
        if not rows:
            return
        yield [Candidate(row[0], row[1], _day(row[2]), row[3], *map(_day_or_none, row[4:])) for row in rows]
        after = rows[-1][0]


def _day_or_none(value: Any) -> date | None:
    return None if value is None else _day(value)


def _day(value: Any) -> date:
    """A date or a moment as either database gives it; a moment's day is the one in UTC, near enough here."""
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return value.date() if isinstance(value, datetime) else cast(date, value)
