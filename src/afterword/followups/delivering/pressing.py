"""In which order what is due leaves by an account that cannot take all of it today.

Care, and whatever a person approved, comes before promotion that goes out by itself; then what would soonest be of no
use any more.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection

from afterword.domain.contact import Purpose
from afterword.followups.delivering.claiming import Claim
from afterword.followups.delivering.purposes import plan_standings
from afterword.infra import clock
from afterword.infra.bulk import ids_clause, stored_moment
from afterword.infra.prepared import Rows, run_together
from afterword.infra.tenancy import current_business_id

#: What leaves as soon as its account has room.
QUEUED = ("approved", "retrying")
_FROM = (
    " FROM followups_message m JOIN followups_followup f ON f.id = m.follow_up_id"
    " WHERE m.business_id = %s AND m.state IN ('approved', 'retrying') AND m.not_before <= %s AND m.channel = %s"
)
_CLAIM = (
    "UPDATE followups_message SET state = 'claimed', worker = %s, token = token + 1, lease_until = %s"
    " WHERE id IN (SELECT m.id{due} AND m.useless_after {useful} %s ORDER BY {order} LIMIT %s{lock})"
    " AND state IN ('approved', 'retrying') RETURNING id, token"
)


def claim_pressing(*, channel: str, worker: str, lease: timedelta, count: int) -> list[Claim]:
    """Claim up to so many of what is still of use, the most pressing first."""
    return _claim(">", channel, worker, lease, count)


def claim_useless(*, channel: str, worker: str, lease: timedelta, count: int) -> list[Claim]:
    """Claim up to so many of what is of no use any more, for the gate to end: they need no room."""
    return _claim("<=", channel, worker, lease, count)


def _claim(useful: str, channel: str, worker: str, lease: timedelta, count: int) -> list[Claim]:
    if count <= 0:
        return []
    order, values = _order(channel)
    lock = " FOR UPDATE OF m SKIP LOCKED" if connection.vendor == "postgresql" else ""
    sql = _CLAIM.format(due=_FROM, useful=useful, order=order, lock=lock)
    until, now = stored_moment(clock.wall() + lease), stored_moment(clock.now())
    rows = _rows(sql, [worker, until, current_business_id(), now, channel, now, *values, count])
    return [Claim(*row) for row in rows]


def place_of(*, message_id: int, channel: str) -> int:
    """The place of a due message in its channel's queue, counted from 1."""
    order, values = _order(channel)
    mine, again = order.replace("m.", "x.").replace("f.", "g."), values
    sql = (
        f"SELECT COUNT(*){_FROM} AND ({order}) < (SELECT {mine} FROM followups_message x"
        " JOIN followups_followup g ON g.id = x.follow_up_id WHERE x.id = %s AND x.business_id = %s)"
    )
    whose = current_business_id()
    due = [whose, stored_moment(clock.now()), channel]
    return int(_rows(sql, [*due, *values, *again, message_id, whose])[0][0]) + 1


def length(channel: str) -> int:
    """How many messages are due by a channel."""
    return int(_rows(f"SELECT COUNT(*){_FROM}", [current_business_id(), stored_moment(clock.now()), channel])[0][0])


def useless_ones_wait(channel: str) -> bool:
    """Whether anything is due that is of no use any more."""
    now = stored_moment(clock.now())
    return bool(_rows(f"SELECT 1{_FROM} AND m.useless_after <= %s LIMIT 1", [current_business_id(), now, channel, now]))


def _order(channel: str) -> tuple[str, list[Any]]:
    """The order as SQL, smallest first, with its values."""
    after = "m.useless_after, m.not_before, m.id"
    plans, values = _promoting(channel)
    if not values:
        return after, []
    return f"CASE WHEN m.approved_by_id IS NULL AND {plans} THEN 1 ELSE 0 END, {after}", values


def _promoting(channel: str) -> tuple[str, list[Any]]:
    """Those plans with something due that are there to promote, as a condition with its values."""
    due = [current_business_id(), stored_moment(clock.now()), channel]
    rows = _rows(f"SELECT DISTINCT f.plan_id{_FROM} AND f.plan_id IS NOT NULL AND m.approved_by_id IS NULL", due)
    standings = plan_standings({row[0] for row in rows})
    promoting = sorted(plan for plan, standing in standings.items() if standing.purpose is Purpose.PROMOTION)
    return ids_clause("f.plan_id", promoting) if promoting else ("", [])


def _rows(sql: str, values: list[Any]) -> Rows:
    return run_together([(sql, values)])[0]
