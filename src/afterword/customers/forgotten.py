"""Whom the business has forgotten, known again in a file without being known: by keyed hashes of what named them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from afterword.customers.models import Customer, ForgottenMark
from afterword.customers.people import rows, values_clause
from afterword.customers.personal import Whose
from afterword.customers.telling import Told
from afterword.infra import clock
from afterword.infra.signing import fingerprint
from afterword.infra.tenancy import current_business_id

#: Kind of the mark of a number in another system.
KEY = "key"
_TABLE = ForgottenMark._meta.db_table


def mark_forgotten(whom: Whose, *, name_keys: Iterable[str]) -> None:
    """Remember, without keeping any of it, what would bring them back: their numbers, and their names at an address."""
    business_id, now = current_business_id(), clock.now()
    traces = {(KEY, _of_key(source, key)) for source, key in whom.keys}
    traces |= {(channel, _at(normal, name)) for channel, normal in whom.addresses for name in {*name_keys, ""}}
    marks = {(kind, fingerprint(trace, business_id=business_id)) for kind, trace in traces}
    ForgottenMark.objects.bulk_create(
        [ForgottenMark(kind=kind, fingerprint=mark, customer_id=whom.ids[0], at=now) for kind, mark in sorted(marks)],
        ignore_conflicts=True,
    )


def forgotten_among(told: Sequence[Told], *, source: str) -> dict[int, int]:
    """Which of these records are about somebody forgotten: place in the sequence -> the emptied customer's id.

    One query where nobody was ever forgotten, two otherwise. An address tells only together with the name, because
    others may live there; a record that gives an address and no name is taken for theirs.
    """
    if not ForgottenMark.objects.exists():
        return {}
    business_id = current_business_id()
    marks: dict[tuple[str, str], list[int]] = {}
    for place, one in enumerate(told):
        for kind, trace in _traces(one, source):
            marks.setdefault((kind, fingerprint(trace, business_id=business_id)), []).append(place)
    clause, values = values_clause("fingerprint", sorted({mark for _, mark in marks}))
    known = rows(
        f"SELECT kind, fingerprint, customer_id FROM {_TABLE} WHERE business_id = %s AND {clause}",
        [business_id, *values],
    )
    return {place: customer_id for kind, mark, customer_id in known for place in marks.get((kind, mark), ())}


def _traces(told: Told, source: str) -> Iterable[tuple[str, str]]:
    if told.source_key:
        yield KEY, _of_key(source, told.source_key)
    if not told.is_bare:
        for channel, _, normal, _ in told.points:
            yield channel, _at(normal, told.name_key)


def _of_key(source: str, key: str) -> str:
    return f"{source}:{key}"


def _at(normal: str, name_key: str) -> str:
    return f"{normal}:{name_key}"


def is_forgotten(customer: Customer) -> bool:
    """Whether what was known of them was taken away."""
    return customer.forgotten_at is not None
