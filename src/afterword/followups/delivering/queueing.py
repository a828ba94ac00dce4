"""Automatic follow-ups become messages by themselves on their day; the rows are committed before anything is sent."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from afterword.businesses.queries import current_business, local_today, zone_of
from afterword.channels.accounts import channels_that_send
from afterword.domain.civil import local_moment
from afterword.followups.delivering.meant import not_meant_any_more
from afterword.followups.models import FollowUp, Message
from afterword.infra import clock
from afterword.infra.bulk import ids_clause, in_batches, insert_rows, stored_moment
from afterword.infra.tenancy import current_business_id

_BATCH = 2000
_COLUMNS = (
    "business_id", "follow_up_id", "customer_id", "channel", "state", "not_before", "useless_after",
    "attempts", "token", "worker", "address", "message_id", "reason", "created_at",
)  # fmt: skip


def queue_automatic() -> int:
    """Make messages of the automatic follow-ups whose day has come; the number made. Repeating it makes no more."""
    business = current_business()
    zone = zone_of(business)
    now = clock.now()
    made = 0
    rows = _automatic_due().values_list("id", "customer_id", "channel", "window_last", "late_days")
    for batch in in_batches(list(rows), _BATCH):
        with transaction.atomic():
            gone = not_meant_any_more([row[0] for row in batch])
            taken = _approve([row[0] for row in batch if row[0] not in gone])
            ends = {
                row[0]: local_moment(row[3] + timedelta(days=row[4] + 1), time(0), zone)
                for row in batch
                if row[0] in taken
            }
            fresh = [(row[0], row[1], row[2], ends[row[0]]) for row in batch if row[0] in taken]
            insert_rows(Message, _COLUMNS, [_row(*one, now) for one in fresh])
        made += len(fresh)
    return made


def _automatic_due() -> QuerySet[FollowUp]:
    written = Message.objects.filter(follow_up=OuterRef("pk"), channel=OuterRef("channel"))
    due = FollowUp.objects.filter(
        state="open", mode="automatic", due_on__lte=local_today(current_business()), channel__in=channels_that_send()
    )
    return due.exclude(Exists(written)).order_by("id")


def _approve(ids: list[int]) -> set[int]:
    """Those of these that were still open and are ours now."""
    condition, values = ids_clause("id", ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE followups_followup SET state = 'approved', version = version + 1"
            f" WHERE business_id = %s AND {condition} AND state = 'open' AND mode = 'automatic' RETURNING id",
            [current_business_id(), *values],
        )
        return {row[0] for row in cursor.fetchall()}


def _row(follow_up_id: int, customer_id: int, channel: str, end: datetime, now: datetime) -> tuple[object, ...]:
    at = stored_moment(now)
    return (
        current_business_id(), follow_up_id, customer_id, channel, "approved", at, stored_moment(end),
        0, 0, "", "", "", "", at,
    )  # fmt: skip
