"""Rests: the written reason why a customer has no next touch, with the last day on which it holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection

from afterword.businesses.queries import current_business, local_today
from afterword.domain.reasons import english_day
from afterword.followups.models import Rest
from afterword.infra import clock
from afterword.infra.bulk import in_batches, stored_day, stored_moment
from afterword.infra.tenancy import current_business_id

_BATCH = 10_000


class RestReason(StrEnum):
    """Every reason that may be written."""

    BEFORE_YOUR_TIME = "before_your_time"
    NO_PURCHASE_YET = "no_purchase_yet"
    FOLLOWED_UP = "followed_up"
    TIME_PASSED = "time_passed"
    CANNOT_BE_REACHED = "cannot_be_reached"
    ASKED_NOT_TO_BE_CONTACTED = "asked_not_to_be_contacted"
    OWNER_SAID = "owner_said"
    KEEP_IN_TOUCH_LATER = "keep_in_touch_later"
    OTHERS_FIRST = "others_first"


#: Written by keeping in touch: whatever follows up a customer makes a new one.
PROMISES = frozenset({RestReason.KEEP_IN_TOUCH_LATER, RestReason.OTHERS_FIRST})

#: For how many days a reason holds before somebody must look again.
LASTS_DAYS: dict[RestReason, int] = {
    RestReason.BEFORE_YOUR_TIME: 30,
    RestReason.NO_PURCHASE_YET: 30,
    RestReason.FOLLOWED_UP: 180,
    RestReason.TIME_PASSED: 30,
    RestReason.CANNOT_BE_REACHED: 90,
    RestReason.ASKED_NOT_TO_BE_CONTACTED: 3650,
    RestReason.OWNER_SAID: 90,
    # Each is given its own day.
    RestReason.KEEP_IN_TOUCH_LATER: 30,
    RestReason.OTHERS_FIRST: 30,
}

#: In the owner's words; English message ids, ``%(day)s`` is the last day on which it holds.
REST_SENTENCES: dict[RestReason, str] = {
    RestReason.BEFORE_YOUR_TIME: "They bought before you began with Afterword. Look again on %(day)s.",
    RestReason.NO_PURCHASE_YET: "They have not bought anything yet. Look again on %(day)s.",
    RestReason.FOLLOWED_UP: "They have been followed up. Look again on %(day)s.",
    RestReason.TIME_PASSED: "The right time passed before anybody got to it. Look again on %(day)s.",
    RestReason.CANNOT_BE_REACHED: "There is no way on record to reach them. Look again on %(day)s.",
    RestReason.ASKED_NOT_TO_BE_CONTACTED: "They asked not to be contacted. This holds until %(day)s.",
    RestReason.OWNER_SAID: "You decided to leave them in peace until %(day)s.",
    RestReason.KEEP_IN_TOUCH_LATER: "Nothing needs doing now. After %(day)s it is their turn to hear from you.",
    RestReason.OTHERS_FIRST: "Others come first: there are only so many a day. Looked at again after %(day)s.",
}


def write_rests(
    *,
    reason: RestReason,
    customer_ids: Collection[int],
    until: date | None = None,
    detail: str = "",
    member_id: int | None = None,
    import_run_id: int | None = None,
    instead_of: Collection[RestReason] = (),
    ending_by: date | None = None,
) -> None:
    """Write one reason for all these customers, up to and including ``until`` (left out: the reason's own time).

    A customer has one rest. It is replaced when it has run out, when the new one holds at least as long and no person
    wrote the old one, or when a person writes the new one. A replaced rest keeps the import run that first wrote it,
    so that undoing a later import does not take it away. ``instead_of``: what a rule wrote for these reasons gives way
    even to one that ends sooner; and so does, with ``ending_by``, what ends by that day, whoever wrote it. One
    statement for ten thousand customers.
    """
    today = local_today(current_business())
    over_before = ending_by + timedelta(days=1) if ending_by else today
    until = until or today + timedelta(days=LASTS_DAYS[reason])
    listed = "unnest(%s::bigint[]) AS listed(value)" if connection.vendor == "postgresql" else "json_each(%s) AS listed"
    yielding = ", ".join(f"'{one}'" for one in instead_of) or "''"
    sql = f"""
        INSERT INTO {_REST} AS rest
            (business_id, customer_id, reason, detail, until, written_at, written_by_id, import_run_id)
        SELECT {_cast("bigint")}, listed.value, {_cast("text")}, {_cast("text")}, {_cast("date")},
            {_cast("timestamptz")}, {_cast("bigint")}, {_cast("bigint")} FROM {listed} WHERE true
        ON CONFLICT (business_id, customer_id) DO UPDATE SET reason = excluded.reason, detail = excluded.detail,
            until = excluded.until, written_at = excluded.written_at, written_by_id = excluded.written_by_id
        WHERE rest.until < %s OR excluded.written_by_id IS NOT NULL
            OR (rest.written_by_id IS NULL AND (excluded.until >= rest.until OR rest.reason IN ({yielding})))
    """
    facts: list[Any] = [
        current_business_id(), str(reason), detail[:300], stored_day(until), stored_moment(clock.now()), member_id,
        import_run_id,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        for batch in in_batches(sorted(set(customer_ids)), _BATCH):
            cursor.execute(sql, [*facts, _list_parameter(batch), stored_day(over_before)])


def rest_of(customer_id: int) -> Rest | None:
    """The customer's written reason, whether it still holds or not."""
    return Rest.objects.filter(customer_id=customer_id).first()


def rest_sentence(
    rest: Rest, *, translate: Callable[[str], str] = str, show_day: Callable[[date], str] = english_day
) -> str:
    """The reason in the owner's words: their own where they wrote some, with the last day on which it holds."""
    said = translate(REST_SENTENCES[RestReason(rest.reason)]) % {"day": show_day(rest.until)}
    return f"{rest.detail} {said}" if rest.detail else said


_REST = Rest._meta.db_table


def _cast(kind: str) -> str:
    return f"CAST(%s AS {kind})" if connection.vendor == "postgresql" else "%s"


def _list_parameter(ids: list[int]) -> Any:
    return ids if connection.vendor == "postgresql" else json.dumps(ids)
