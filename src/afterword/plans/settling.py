"""When follow-ups close: an enrollment without an open one is done, and its customer's rest is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db import connection

from afterword.domain.contact import Reason
from afterword.domain.day_moved import DayMoved
from afterword.domain.ended import Ended
from afterword.domain.giving_way import GaveWay
from afterword.followups.models import FollowUp
from afterword.followups.rests import PROMISES, RestReason, write_rests
from afterword.infra.bulk import ids_clause, in_batches
from afterword.infra.tenancy import current_business_id

_BATCH = 5_000
_STILL_OPEN = "('open', 'approved', 'unclear')"

#: What a follow-up that ended without being done says about its customer.
_REST_FOR: dict[str, RestReason] = {
    Reason.SUPPRESSED: RestReason.ASKED_NOT_TO_BE_CONTACTED,
    Reason.REFUSED: RestReason.ASKED_NOT_TO_BE_CONTACTED,
    Reason.NO_ADDRESS: RestReason.CANNOT_BE_REACHED,
    Reason.ADDRESS_BAD: RestReason.CANNOT_BE_REACHED,
    Reason.NO_CONSENT: RestReason.CANNOT_BE_REACHED,
    Reason.NOT_IN_PUBLIC: RestReason.CANNOT_BE_REACHED,
    Reason.NEWER_SALE: RestReason.FOLLOWED_UP,
    "joined": RestReason.FOLLOWED_UP,
    **dict.fromkeys(GaveWay, RestReason.FOLLOWED_UP),
    **dict.fromkeys(DayMoved, RestReason.FOLLOWED_UP),
    **dict.fromkeys(Ended, RestReason.FOLLOWED_UP),
    Ended.OPTED_OUT: RestReason.ASKED_NOT_TO_BE_CONTACTED,
    "skipped": RestReason.OWNER_SAID,
}


def settle(follow_up_ids: Collection[int]) -> None:
    """These follow-ups may just have closed: bring enrollments and rests into line. Safe to repeat."""
    for batch in in_batches(sorted(set(follow_up_ids)), _BATCH):
        _end_enrollments(batch)
        _write_rests(batch)


def unsettle(follow_up_ids: Collection[int]) -> None:
    """These follow-ups are open again: so are their enrollments."""
    for batch in in_batches(sorted(set(follow_up_ids)), _BATCH):
        listed, ids = ids_clause("f.id", batch)
        _run(
            f"""UPDATE plans_enrollment SET state = 'running', reason = ''
                WHERE business_id = %s AND state IN ('done', 'stopped') AND id IN (
                    SELECT f.enrollment_id FROM followups_followup f
                    WHERE f.business_id = %s AND f.state IN {_STILL_OPEN} AND {listed})""",
            [current_business_id(), current_business_id(), *ids],
        )


def _end_enrollments(batch: list[int]) -> None:
    listed, ids = ids_clause("f.id", batch)
    business_id = current_business_id()
    of_it = "SELECT 1 FROM followups_followup f WHERE f.business_id = %s AND f.enrollment_id = plans_enrollment.id"
    _run(
        f"""UPDATE plans_enrollment SET
                state = CASE WHEN EXISTS ({of_it} AND f.state IN ('done', 'skipped')) THEN 'done' ELSE 'stopped' END,
                reason = CASE WHEN EXISTS ({of_it} AND f.state IN ('done', 'skipped')) THEN '' ELSE COALESCE((
                    SELECT max(f.reason) FROM followups_followup f
                    WHERE f.business_id = %s AND f.enrollment_id = plans_enrollment.id), '') END
            WHERE business_id = %s AND state = 'running'
                AND id IN (SELECT f.enrollment_id FROM followups_followup f WHERE f.business_id = %s AND {listed})
                AND NOT EXISTS ({of_it} AND f.state IN {_STILL_OPEN})""",
        [business_id, business_id, business_id, business_id, business_id, *ids, business_id],
    )


def _write_rests(batch: list[int]) -> None:
    closed = FollowUp.objects.filter(id__in=batch, state__in=("done", "skipped", "stopped"))
    resting: dict[RestReason, set[int]] = defaultdict(set)
    for customer_id, state, reason in closed.values_list("customer_id", "state", "reason"):
        said = RestReason.FOLLOWED_UP if state == "done" else _REST_FOR.get(reason, RestReason.TIME_PASSED)
        resting[said].add(customer_id)
    for said, customer_ids in resting.items():
        write_rests(reason=said, customer_ids=customer_ids, instead_of=PROMISES)


def _run(sql: str, parameters: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
