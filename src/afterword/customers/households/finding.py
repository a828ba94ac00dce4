"""Finds who belongs together, for the whole business at once; what has not changed is not written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db import connection, transaction

from afterword.customers.households.models import HouseholdMember
from afterword.domain.matching import search_key
from afterword.infra.bulk import in_batches
from afterword.infra.tenancy import current_business_id

HOUSEHOLD, FIRM = "household", "firm"
#: More of one name at one address are a block of flats, and more of one firm no longer know of each other.
MOST = {HOUSEHOLD: 8, FIRM: 200}
#: Mail domains that say nothing about where somebody works.
ANYBODYS = frozenset(
    ["gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com",
     "me.com", "aol.com", "gmx.de", "gmx.net", "web.de", "proton.me", "protonmail.com", "online.no", "mail.com"]
)  # fmt: skip
_BATCH = 5_000


class Belonging(NamedTuple):
    """A customer's household or firm, by its number, and which of the two it is."""

    household_id: int
    kind: str


@transaction.atomic
def find_households() -> int:
    """Bring the rows into line with addresses and names as they are now; returns how many rows changed.

    Set-based: only addresses that several customers share are looked at. Whoever a person set apart stays apart.
    """
    stored = {
        customer_id: (pk, Belonging(household_id, kind), is_apart)
        for pk, customer_id, household_id, kind, is_apart in HouseholdMember.objects.values_list(
            "pk", "customer_id", "household_id", "kind", "is_apart"
        )
    }
    apart = {customer_id for customer_id, (_, _, is_apart) in stored.items() if is_apart}
    found = _together(apart)
    changed: dict[Belonging, list[int]] = defaultdict(list)
    for customer_id, belonging in found.items():
        if customer_id in stored and stored[customer_id][1] != belonging:
            changed[belonging].append(stored[customer_id][0])
    fresh = [customer_id for customer_id in found if customer_id not in stored]
    over = [pk for customer_id, (pk, _, is_apart) in stored.items() if not is_apart and customer_id not in found]
    for belonging, ids in changed.items():
        HouseholdMember.objects.filter(pk__in=ids).update(household_id=belonging.household_id, kind=belonging.kind)
    for batch in in_batches(over, _BATCH):
        HouseholdMember.objects.filter(pk__in=batch).delete()
    HouseholdMember.objects.bulk_create(
        (
            HouseholdMember(customer_id=one, household_id=found[one].household_id, kind=found[one].kind)
            for one in sorted(fresh)
        ),
        batch_size=_BATCH,
    )
    return len(fresh) + len(over) + sum(len(ids) for ids in changed.values())


def _together(apart: set[int]) -> dict[int, Belonging]:
    """By customer, whom they belong with; a firm's people are not taken for a household."""
    found: dict[int, Belonging] = {}
    for kind, pairs in ((FIRM, _firms()), (HOUSEHOLD, _households())):
        for group in _groups(pairs, apart | set(found)):
            if len(group) <= MOST[kind]:
                found |= dict.fromkeys(group, Belonging(min(group), kind))
    return found


def _groups(pairs: Iterable[tuple[object, int]], left_out: set[int]) -> Iterator[set[int]]:
    """Customers who share a key, whatever chain of keys it takes; of two at least."""
    head: dict[int, int] = {}
    seen: dict[object, int] = {}

    def top(one: int) -> int:
        while head[one] != one:
            head[one] = head[head[one]]
            one = head[one]
        return one

    for key, customer_id in pairs:
        if customer_id in left_out:
            continue
        head.setdefault(customer_id, customer_id)
        if (other := seen.setdefault(key, customer_id)) != customer_id:
            one, two = top(customer_id), top(other)
            head[max(one, two)] = min(one, two)
    groups: dict[int, set[int]] = defaultdict(set)
    for customer_id in head:
        groups[top(customer_id)].add(customer_id)
    return (group for group in groups.values() if len(group) > 1)


_LIVING = "c.business_id = %s AND c.merged_into_id IS NULL AND c.ended_at IS NULL"


def _households() -> Iterator[tuple[object, int]]:
    business_id = current_business_id()
    for address, customer_id, family in _rows(
        f"""SELECT p.normal, c.id, c.family_name FROM customers_contactpoint p
            JOIN customers_customer c ON c.id = p.customer_id
            WHERE p.business_id = %s AND p.channel = 'post' AND p.bad_reason = '' AND {_LIVING}
                AND c.family_name <> '' AND c.company = '' AND p.normal IN (
                    SELECT normal FROM customers_contactpoint WHERE business_id = %s AND channel = 'post'
                    GROUP BY normal HAVING count(*) > 1)""",
        [business_id, business_id, business_id],
    ):
        yield (address, search_key(family)), customer_id


def _firms() -> Iterator[tuple[object, int]]:
    business_id = current_business_id()
    for company, customer_id, channel, address in _rows(
        f"""SELECT c.company, c.id, p.channel, p.normal FROM customers_customer c
            JOIN customers_contactpoint p ON p.business_id = c.business_id AND p.customer_id = c.id
            WHERE {_LIVING} AND c.company <> '' AND p.channel IN ('email', 'post') AND p.bad_reason = ''""",
        [business_id],
    ):
        where = address.rpartition("@")[2] if channel == "email" else address
        if where not in ANYBODYS:
            yield (search_key(company), channel, where), customer_id


def _rows(sql: str, parameters: list[int]) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        while batch := cursor.fetchmany(_BATCH):
            yield from batch
