"""The audit of what has changed: the few customers whom the database has marked, or whose day has come, looked at anew.

The sums of the standings go on from there. A night's full count, which knows nothing of them, says whether they agree.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Count

from afterword.businesses.queries import current_business, local_today
from afterword.customers.models import Customer
from afterword.infra import clock
from afterword.infra.bulk import ids_clause
from afterword.infra.leases import lease
from afterword.infra.marking import forget_marks, take_marks
from afterword.infra.tenancy import current_business_id
from afterword.plans.auditing.audit import MOST_NAMED, Audit, audit, keep_result
from afterword.plans.auditing.models import Standing, Stands, Tally
from afterword.plans.auditing.reckoning import counted, write_standings
from afterword.plans.auditing.watched import MARKS
from afterword.plans.models import Plan

#: More customers than these are counted anew with all the others.
MOST_CHANGED = 50_000
#: Customers counted in one transaction, so that nobody waits long for the database.
CHUNK = 50_000
#: Seconds after which a process that counts everybody is taken for dead.
LONGEST = 600

_log = logging.getLogger(__name__)
_LASTING = (Stands.NEXT_TOUCH, Stands.REASON, Stands.CANNOT_BE_REACHED)
_SUMS = {
    Stands.NEXT_TOUCH: "next_touch",
    Stands.REASON: "reason",
    Stands.CANNOT_BE_REACHED: "cannot_be_reached",
    Stands.FORGOTTEN: "forgotten",
}


def audit_changes(*, today: date | None = None) -> Audit:
    """Bring the audit up to date: milliseconds for a few changes, a count of everybody where there were too many.

    ``today`` is a civil date of the business. The result is kept for Today.
    """
    today = today or local_today(current_business())
    tally = _go_on(today) or _count_everybody(today)
    if tally is None:
        return audit(today=today)
    found = _as_audit(tally)
    keep_result(found)
    return found


def audit_and_compare(*, today: date | None = None) -> Audit:
    """The night's audit: in full, against the sums that went on from change to change; where they differ, anew."""
    today = today or local_today(current_business())
    # Somebody may write between the two, so a difference must be seen twice.
    if not _agrees(today) and not _agrees(today):
        Tally.objects.update(is_complete=False, differed_at=clock.now())
    found = audit(today=today)
    if not Tally.objects.filter(is_complete=True).exists():
        _count_everybody(today)
    return found


def _agrees(today: date) -> bool:
    going_on, full = audit_changes(today=today), counted(today)
    if full == (going_on.living, going_on.with_next_touch, going_on.with_reason):
        return True
    _log.warning("The audit went on to %s, a full count says %s.", going_on, full)
    return False


@transaction.atomic
def _go_on(today: date) -> Tally | None:
    """The sums after the changes; None where they cannot be brought up to date by changes alone."""
    tally = Tally.objects.select_for_update().first()
    if tally is None or not tally.is_complete or tally.day is None or tally.day > today or tally.plans != _plans_on():
        return None
    marked = take_marks(MARKS, current_business_id(), most=MOST_CHANGED)
    if marked is None:
        return None
    # By their names, so that the index finds the day within each.
    run_out = Standing.objects.filter(kind__in=_LASTING, until__lt=today)
    changed = {*marked, *run_out.values_list("customer_id", flat=True)[: MOST_CHANGED + 1]}
    if len(changed) > MOST_CHANGED:
        transaction.set_rollback(True)
        return None
    if changed:
        _look_anew(tally, sorted(changed), today)
    if changed or tally.day != today:
        tally.day = today
        tally.save()
    return tally


def _look_anew(tally: Tally, customer_ids: Sequence[int], today: date) -> None:
    """Replace these customers' standings by what the tables say now, and move the sums by the difference."""
    _move_sums(tally, customer_ids, -1)
    clause, parameters = ids_clause("customer_id", customer_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {Standing._meta.db_table} WHERE business_id = %s AND {clause}",
            [current_business_id(), *parameters],
        )
    write_standings(today, *ids_clause("c.id", customer_ids))
    _move_sums(tally, customer_ids, 1)


def _move_sums(tally: Tally, customer_ids: Sequence[int], by: int) -> None:
    clause, parameters = ids_clause("customer_id", customer_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT kind, count(*) FROM {Standing._meta.db_table} WHERE business_id = %s AND {clause} GROUP BY kind",
            [current_business_id(), *parameters],
        )
        for kind, number in cursor.fetchall():
            name = _SUMS[Stands(kind)]
            setattr(tally, name, getattr(tally, name) + by * number)


def _count_everybody(today: date) -> Tally | None:
    """Every standing anew; None where another process is at it."""
    with lease(name=f"audit-{current_business_id()}", seconds=LONGEST, holder=uuid4().hex) as token:
        return None if token is None else _write_all(today)


def _write_all(today: date) -> Tally:
    """In short transactions; what changes meanwhile is marked and looked at once more."""
    with transaction.atomic():
        tally, _new = Tally.objects.update_or_create(
            business_id=current_business_id(),
            defaults={"is_marking": True, "is_complete": False, "day": today, "plans": _plans_on()},
        )
        forget_marks(MARKS, [current_business_id()])
        Standing.objects.all()._raw_delete(using="default")
    after = 0
    while (last := _end_of_chunk(after)) is not None:
        with transaction.atomic():
            write_standings(today, "c.id > %s AND c.id <= %s", [after, last])
        after = last
    with transaction.atomic():
        sums = dict(Standing.objects.order_by().values_list("kind").annotate(Count("id")))
        for kind, name in _SUMS.items():
            setattr(tally, name, sums.get(kind.value, 0))
        tally.is_complete = True
        tally.save()
    return _go_on(today) or tally


def _end_of_chunk(after: int) -> int | None:
    """The id up to which at most :data:`CHUNK` customers follow; None where there are no more."""
    # The plus sign keeps SQLite on the order of ids, instead of sorting all customers of the business.
    business = "+business_id" if connection.vendor == "sqlite" else "business_id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT max(id) FROM (SELECT id FROM {Customer._meta.db_table} WHERE {business} = %s AND id > %s
                ORDER BY id LIMIT %s) AS chunk""",
            [current_business_id(), after, CHUNK],
        )
        last: int | None = cursor.fetchone()[0]
    return last


def _plans_on() -> str:
    """Changes whenever a plan is switched on or off: then every touch of it counts, or does not."""
    on = Plan.objects.filter(is_active=True).order_by("id").values_list("id", flat=True)
    return hashlib.md5(",".join(map(str, on)).encode(), usedforsecurity=False).hexdigest()


def _as_audit(tally: Tally) -> Audit:
    with_reason = tally.reason + tally.cannot_be_reached
    names = _first_names() if tally.forgotten else []
    living = tally.next_touch + with_reason + tally.forgotten
    return Audit(living, tally.next_touch, with_reason, tally.forgotten, names)


def _first_names() -> list[tuple[int, str]]:
    ids = list(
        Standing.objects.filter(kind=Stands.FORGOTTEN)
        .order_by("until", "customer_id")
        .values_list("customer_id", flat=True)[:MOST_NAMED]
    )
    return list(Customer.objects.filter(id__in=ids).order_by("id").values_list("id", "display_name"))
