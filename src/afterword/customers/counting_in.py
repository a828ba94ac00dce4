"""A channel that is new to this installation: whoever has an address for it becomes reachable by it, in every business.

Row by row through the addresses, in the order of their ids, so that a million of them need no more room than a few.
"""

from __future__ import annotations

from django.db import connection

from afterword.customers.models import ContactPoint, Customer
from afterword.customers.reaching import serving
from afterword.domain.channel import Channel
from afterword.infra.bulk import ids_clause

_AT_ONCE = 10_000


def count_in(channel: Channel) -> int:
    """Set the channel's bit where there is a working address for it; the number of addresses. Needs a transaction.

    Nobody can have said no to a channel that did not exist until now.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("count_in() needs a transaction around it.")
    counted, last = 0, 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                f"SELECT id, customer_id, normal FROM {ContactPoint._meta.db_table}"
                " WHERE id > %s AND channel = %s AND bad_reason = '' ORDER BY id LIMIT %s",
                [last, channel.stored_as, _AT_ONCE],
            )
            rows = cursor.fetchall()
            if not rows:
                return counted
            last = rows[-1][0]
            reached = {whose for _, whose, normal in rows if channel in serving(channel.stored_as, normal)}
            counted += len(reached)
            if reached:
                condition, values = ids_clause("id", sorted(reached))
                cursor.execute(
                    f"UPDATE {Customer._meta.db_table} SET reach = reach | %s WHERE {condition}", [channel.bit, *values]
                )


def count_out(channel: Channel) -> None:
    """Nobody is reachable by the channel until they are counted in again: it needs another kind of address now."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Customer._meta.db_table} SET reach = reach - %s WHERE reach & %s <> 0",
            [channel.bit, channel.bit],
        )
