"""Which channels reach a customer: worked out anew from their addresses and what is suppressed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

from afterword.customers.models import ContactPoint, Customer, Suppression
from afterword.customers.phones import may_be_mobile
from afterword.domain.channel import MOBILE, Channel, through
from afterword.infra.signing import fingerprint
from afterword.infra.tenancy import current_business_id


def serving(kind: str, normal: str) -> tuple[Channel, ...]:
    """The channels for which one address serves; ``kind`` is that under which it is kept, ``normal`` as it is compared.

    A telephone number that cannot be a mobile one serves for calls only.
    """
    ways = through(kind)
    if kind != Channel.PHONE or may_be_mobile(normal):
        return ways
    return tuple(one for one in ways if one.needs != MOBILE)


def refresh_reach(customer_ids: Collection[int]) -> None:
    """Write the reach of these customers anew; call it whenever an address or a suppression changed."""
    business_id = current_business_id()
    prints: dict[str, str] = {}
    points: dict[int, list[tuple[str, str]]] = defaultdict(list)
    usable = ContactPoint.objects.filter(customer_id__in=list(customer_ids), bad_reason="")
    for customer_id, kind, normal in usable.values_list("customer_id", "channel", "normal"):
        prints[normal] = fingerprint(normal, business_id=business_id)
        points[customer_id].append((kind, normal))
    standing = Suppression.objects.filter(fingerprint__in=list(prints.values()), lifted_at=None)
    suppressed = set(standing.values_list("channel", "fingerprint"))
    masks = []
    for customer_id in customer_ids:
        mask = 0
        for kind, normal in points[customer_id]:
            for way in serving(kind, normal):
                if (way, prints[normal]) not in suppressed:
                    mask |= way.bit
        masks.append((mask, business_id, customer_id))
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {Customer._meta.db_table} SET reach = %s WHERE business_id = %s AND id = %s", masks)


def sharing(channel: str, normals: Collection[str]) -> list[int]:
    """Everybody who has one of these addresses, which serve that channel."""
    return sorted(
        ContactPoint.objects.filter(channel=Channel(channel).stored_as, normal__in=list(normals))
        .values_list("customer_id", flat=True)
        .distinct()
    )
