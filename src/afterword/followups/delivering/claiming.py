"""Taking messages in hand: one conditional UPDATE per batch, with a fencing token and a lease by the wall clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from django.db import connection, transaction

from afterword.domain.delivery import MessageState
from afterword.followups.models import Message
from afterword.infra import clock
from afterword.infra.bulk import stored_moment
from afterword.infra.tenancy import current_business_id

#: How long a claim holds without being renewed: a dead worker's claims are free again after this.
LEASE = timedelta(seconds=45)
BATCH = 500


class Claim(NamedTuple):
    """One message in the hands of one worker; only the holder of the token may take it further."""

    id: int
    token: int


@transaction.atomic
def claim_due(*, worker: str, channel: str, lease: timedelta = LEASE, batch: int = BATCH) -> list[Claim]:
    """Claim up to ``batch`` messages of ``channel`` that are due, for ``worker``; each goes to one claimant only."""
    release_looked_at(channel)
    claims: list[Claim] = []
    for state in (MessageState.RETRYING, MessageState.APPROVED):
        if len(claims) < batch:
            claims += _claim(state, worker, channel, lease, batch - len(claims))
    return sorted(claims)


def release_looked_at(channel: str) -> None:
    """Held messages whose time to look again has come may be claimed again."""
    now = clock.now()
    held = Message.objects.filter(state=MessageState.HELD, not_before__lte=now, channel=channel)
    held.update(state=MessageState.APPROVED)


def _claim(state: MessageState, worker: str, channel: str, lease: timedelta, count: int) -> list[Claim]:
    lock = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            # Chosen once, before anything is claimed: within the condition PostgreSQL may choose again for every row,
            # and more than the number asked for would be claimed.
            "WITH chosen AS MATERIALIZED (SELECT id FROM followups_message WHERE business_id = %s AND state = %s"
            f" AND not_before <= %s AND channel = %s ORDER BY not_before, id LIMIT %s{lock})"
            " UPDATE followups_message SET state = 'claimed', worker = %s, token = token + 1, lease_until = %s"
            " WHERE id IN (SELECT id FROM chosen) AND state = %s RETURNING id, token",
            [
                current_business_id(),
                state.value,
                stored_moment(clock.now()),
                channel,
                count,
                worker,
                stored_moment(clock.wall() + lease),
                state.value,
            ],
        )
        return [Claim(*row) for row in cursor.fetchall()]


def give_back(claims: Sequence[Claim]) -> None:
    """Let go of messages that were not handed over, untouched."""
    if not claims:
        return
    condition, values = held_by(claims)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE followups_message SET state = 'approved', worker = '' WHERE {condition} AND state = 'claimed'",
            values,
        )


def renew(*, worker: str, lease: timedelta = LEASE) -> int:
    """Prolong the lease of all that ``worker`` has in hand in the current business; the number of messages."""
    now = clock.wall()
    # What the deliverer is just recording is passed over and gets its turn with the next renewal: two statements that
    # lock the same rows in different orders would wait for each other for ever.
    lock = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            # A lease that ran out is lost even if nobody has taken the message yet: recovery may be at it.
            "UPDATE followups_message SET lease_until = %s WHERE id IN (SELECT id FROM followups_message"
            f" WHERE business_id = %s AND state IN ('claimed', 'handing') AND worker = %s AND lease_until > %s{lock})",
            [stored_moment(now + lease), current_business_id(), worker, stored_moment(now)],
        )
        return int(cursor.rowcount)


def held_by(claims: Sequence[Claim]) -> tuple[str, list[int]]:
    """A WHERE condition and its parameters: these messages of the current business, as long as these tokens hold."""
    ids, both = ", ".join(["%s"] * len(claims)), ", ".join(["(%s, %s)"] * len(claims))
    # Found by id; the plus keeps SQLite from reading all messages of the business instead.
    condition = f"id IN ({ids}) AND (id, token) IN (VALUES {both}) AND +business_id = %s"
    values = [claim.id for claim in claims] + [number for claim in claims for number in claim]
    return condition, [*values, current_business_id()]
