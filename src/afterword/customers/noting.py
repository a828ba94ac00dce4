"""Notes: what a member wants remembered about a customer, kept in their history."""

from __future__ import annotations

from django.db import transaction

from afterword.customers.whom import whom
from afterword.domain.trouble import Trouble
from afterword.infra import clock
from afterword.timeline.actions import record
from afterword.timeline.catalogue import NoteWritten

#: Letters of one note.
LONGEST = 2000


class EmptyNote(Trouble):
    """Nothing was written."""


@transaction.atomic
def write_note(*, customer_id: int, note: str, actor_id: int | None = None) -> None:
    """Keep a note in the customer's history. Raises :class:`EmptyNote`."""
    note = note.replace("\r\n", "\n").strip()
    if not note:
        raise EmptyNote("Write your note first.")
    customer = whom(customer_id)
    record(
        [
            NoteWritten(
                customer_id=customer.pk,
                subject_id=customer.pk,
                at=clock.now(),
                actor_id=actor_id,
                note=note[:LONGEST],
            )
        ]
    )
