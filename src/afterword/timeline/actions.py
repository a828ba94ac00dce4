"""Recording facts, in sets: one insert for all, then each room's reactions in the same transaction."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connection, transaction

from afterword.infra.bulk import insert_rows, stored_moment
from afterword.infra.tenancy import current_business_id
from afterword.timeline.catalogue import Event
from afterword.timeline.models import EventRow

E = TypeVar("E", bound=Event)
Reaction = Callable[[Sequence[E]], None]

_reactions: dict[type[Event], list[Callable[[Sequence[Event]], None]]] = defaultdict(list)
_COLUMNS = ("business_id", "kind", "customer_id", "subject_id", "actor_id", "import_run_id", "at", "data")


def reacts_to(kind: type[E]) -> Callable[[Reaction[E]], Reaction[E]]:
    """Register a reaction: called with a batch's events of one kind, in their transaction; database work only."""

    def register(reaction: Reaction[E]) -> Reaction[E]:
        _reactions[kind].append(reaction)  # type: ignore[arg-type]
        return reaction

    return register


def record(events: Sequence[Event]) -> None:
    """Keep these facts and let every room react. Must run inside the transaction that made them true."""
    if not events:
        return
    if not connection.in_atomic_block:
        raise RuntimeError("record() belongs inside the transaction that made the facts true.")
    business_id = current_business_id()
    insert_rows(
        EventRow,
        _COLUMNS,
        [
            (
                business_id,
                event.kind,
                event.customer_id,
                event.subject_id,
                event.actor_id,
                event.import_run_id,
                stored_moment(event.at),
                json.dumps(event.details(), ensure_ascii=False) if event.kept else "{}",
            )
            for event in events
        ],
    )
    by_kind: dict[type[Event], list[Event]] = defaultdict(list)
    for event in events:
        by_kind[type(event)].append(event)
    with transaction.atomic(savepoint=False):
        for kind, batch in by_kind.items():
            for reaction in _reactions[kind]:
                reaction(batch)
