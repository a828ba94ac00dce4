"""Dates to remember come in from a file of customers: set by set, each once, and so that they can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from afterword.customers.dates import DATES
from afterword.customers.keeping import NoteChange
from afterword.customers.models import Customer, KeptDate
from afterword.infra import clock
from afterword.infra.tenancy import current_business_id
from afterword.timeline.actions import record
from afterword.timeline.catalogue import CustomerChanged

_TABLE = KeptDate._meta.db_table


def keep_dates(
    told: Sequence[tuple[int, Sequence[tuple[str, date]]]],
    *,
    source: str,
    import_run_id: int | None,
    note_change: NoteChange | None = None,
) -> int:
    """Keep dates of customers (by id) under their names; one of the same name makes way. How many were news.

    A few statements for all of them. Whoever is not a customer any more is left out. Needs a transaction around it.
    """
    wanted: dict[tuple[int, str], tuple[str, date]] = {}
    for customer_id, dates in told:
        for name, on in dates:
            wanted[customer_id, name.casefold()] = (name, on)
    if not wanted:
        return 0
    living = Customer.objects.filter(pk__in={one for one, _ in wanted}, ended_at=None, merged_into=None)
    customers = set(living.values_list("id", flat=True))
    known = {(row.customer_id, row.name.casefold()): row for row in KeptDate.objects.filter(customer_id__in=customers)}
    spelled = _as_spelled_before({name for name, _ in wanted.values()})
    fresh: list[KeptDate] = []
    changed: list[KeptDate] = []
    for (customer_id, folded), (name, on) in wanted.items():
        row = known.get((customer_id, folded))
        if customer_id not in customers or (row is not None and row.on == on):
            continue
        if row is None:
            called = spelled.get(folded, name)
            fresh.append(_new(customer_id, called, on, import_run_id))
            continue
        if note_change is not None:
            note_change(_TABLE, row.pk, {"on": [row.on.isoformat(), on.isoformat()]})
        row.on = on
        changed.append(row)
    KeptDate.objects.bulk_create(fresh)
    KeptDate.objects.bulk_update(changed, ["on"], batch_size=500)
    _tell(sorted({row.customer_id for row in (*fresh, *changed)}), source, import_run_id)
    return len(fresh) + len(changed)


def _new(customer_id: int, name: str, on: date, import_run_id: int | None) -> KeptDate:
    return KeptDate(
        business_id=current_business_id(), customer_id=customer_id, name=name, on=on, import_run_id=import_run_id
    )


def _as_spelled_before(names: set[str]) -> dict[str, str]:
    """Plans look for dates by their name: the same words in other letters are the same name."""
    folded = {name.casefold() for name in names}
    rows = KeptDate.objects.order_by("name").values_list("name", flat=True).distinct()[:1_000]
    spelled = {name.casefold(): name for name in reversed(list(rows)) if name.casefold() in folded}
    return {name.casefold(): name for name in sorted(names, reverse=True)} | spelled


def _tell(customer_ids: Sequence[int], source: str, import_run_id: int | None) -> None:
    now = clock.now()
    record(
        [
            CustomerChanged(
                customer_id=one, subject_id=one, at=now, import_run_id=import_run_id, what=DATES, source=source
            )
            for one in customer_ids
        ]
    )
