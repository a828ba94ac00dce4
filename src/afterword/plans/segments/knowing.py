"""Keeps what is known of each customer beside the tables it comes from: for those who changed, or for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from afterword.customers.models import Customer
from afterword.domain.audience import KNOWN_FIELDS, Fields
from afterword.domain.audience_meaning import Fact
from afterword.domain.matching import search_key
from afterword.infra.bulk import ids_clause, in_batches, insert_rows, stored_day
from afterword.infra.leases import lease
from afterword.infra.marking import forget_marks, take_marks
from afterword.infra.tenancy import current_business_id
from afterword.plans.audience_facts import Case, facts_of_cases
from afterword.plans.segments.models import Known, KnownState
from afterword.plans.segments.watched import MARKS

#: What groups can ask about.
FIELDS: Fields = {name: field for name, field in KNOWN_FIELDS.items() if name.startswith("customer.")}
#: More changed customers than these are looked at with all the others.
MOST_CHANGED = 20_000
#: Customers whose facts are held at once, and looked at in one transaction.
CHUNK = 5_000
#: Seconds after which a process that looks at everybody is taken for dead.
LONGEST = 1_800

_TEXTS = ("city", "postal_code", "country", "language")
_PLAIN = ("is_firm", "sale_count", "spent", "can_email", "can_phone", "can_post")
_DAYS = ("birth_date", "since", "last_sale_on")
_COLUMNS = ("business_id", "customer_id", *_TEXTS, "tags", *_DAYS, *_PLAIN)


def look_at_changed() -> list[int] | None:
    """Look again at those whom the database has marked; returns them, ascending, or None where it must be everybody.

    Inside the transaction that acts on the answer.
    """
    if not KnownState.objects.select_for_update().filter(is_complete=True).exists():
        return None
    changed = take_marks(MARKS, current_business_id(), most=MOST_CHANGED)
    if changed is None or len(changed) > MOST_CHANGED:
        return None
    for batch in in_batches(changed, CHUNK):
        _forget(batch)
        _write(batch)
    return changed


def look_at_everybody() -> bool:
    """Look at every living customer, in short transactions; False where another process is at it."""
    with lease(name=f"known-{current_business_id()}", seconds=LONGEST, holder=uuid4().hex) as token:
        if token is None:
            return False
        with transaction.atomic():
            KnownState.objects.update_or_create(defaults={"is_marking": True, "is_complete": False})
            forget_marks(MARKS, [current_business_id()])
            Known.objects.all()._raw_delete(using="default")
        after = 0
        while batch := _chunk(after):
            with transaction.atomic():
                _write(batch)
            after = batch[-1]
        KnownState.objects.update(is_complete=True)
    return True


def stop_looking() -> None:
    """Nothing asks any more: nothing is kept, and nothing is marked."""
    KnownState.objects.update(is_marking=False, is_complete=False)
    Known.objects.all()._raw_delete(using="default")
    forget_marks(MARKS, [current_business_id()])


def _chunk(after: int) -> list[int]:
    # By the primary key: SQLite would sort all customers of the business otherwise.
    business = "+business_id" if connection.vendor == "sqlite" else "business_id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {Customer._meta.db_table} WHERE {business} = %s AND id > %s ORDER BY id LIMIT %s",
            [current_business_id(), after, CHUNK],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def _forget(customer_ids: Sequence[int]) -> None:
    clause, parameters = ids_clause("customer_id", customer_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {Known._meta.db_table} WHERE business_id = %s AND {clause}",
            [current_business_id(), *parameters],
        )


def _write(customer_ids: Sequence[int]) -> None:
    """What is known of those who live; there must be no rows of theirs."""
    living = list(
        Customer.objects.filter(id__in=list(customer_ids), merged_into=None, ended_at=None)
        .order_by("id")
        .values_list("id", flat=True)
    )
    facts = facts_of_cases([Case(one) for one in living], FIELDS)
    business_id = current_business_id()
    rows = [_row(business_id, one, told) for one, told in zip(living, facts, strict=True)]
    insert_rows(Known, _COLUMNS, rows)


def _row(business_id: int, customer_id: int, told: dict[str, Fact]) -> tuple[Any, ...]:
    tags = told.get("customer.tags")
    return (
        business_id,
        customer_id,
        *(_folded(told.get(f"customer.{name}")) for name in _TEXTS),
        _folded_words(tags) if isinstance(tags, list) and tags else None,
        *(_day(told.get(f"customer.{name}")) for name in _DAYS),
        *(told[f"customer.{name}"] for name in _PLAIN),
    )


def _folded(fact: Fact) -> str | None:
    return search_key(str(fact)) if fact else None


def _folded_words(words: Sequence[str]) -> str:
    """Words as the column of tags keeps them."""
    return "\n" + "".join(f"{search_key(word)}\n" for word in words)


def _day(fact: Fact) -> Any:
    return stored_day(fact) if isinstance(fact, date) else None
