"""Whoever asked has decided: they said yes, or no."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from django.db import transaction

from afterword.domain.trouble import Trouble
from afterword.infra import clock
from afterword.sales.models import Inquiry
from afterword.timeline.actions import record
from afterword.timeline.catalogue import InquiryClosed
from afterword.timeline.models import EventRow


class Outcome(StrEnum):
    """What came of an inquiry."""

    WON = "won"
    LOST = "lost"


class AlreadyDecided(Trouble):
    """That inquiry is not open."""


def open_inquiries(customer_id: int, *, limit: int = 3) -> Sequence[Inquiry]:
    """The newest inquiries of which nobody has said what came of them; two queries."""
    newest = list(Inquiry.objects.filter(customer_id=customer_id).order_by("-asked_on", "-id")[:limit])
    if not newest:
        return []
    closed = _closed(customer_id, [one.pk for one in newest])
    return [one for one in newest if one.pk not in closed]


@transaction.atomic
def close_inquiry(*, inquiry_id: int, customer_id: int, outcome: Outcome, actor_id: int | None) -> None:
    """Write down what came of it, and the plans react. Raises :class:`AlreadyDecided`."""
    inquiry = Inquiry.objects.select_for_update().filter(pk=inquiry_id, customer_id=customer_id).first()
    if inquiry is None or _closed(customer_id, [inquiry.pk]):
        raise AlreadyDecided("Somebody has written down already what came of that.")
    record(
        [
            InquiryClosed(
                customer_id=customer_id, at=clock.now(), subject_id=inquiry.pk, actor_id=actor_id,
                outcome=Outcome(outcome).value,
            )
        ]
    )  # fmt: skip


def _closed(customer_id: int, inquiry_ids: list[int]) -> set[int | None]:
    rows = EventRow.objects.filter(customer_id=customer_id, kind=InquiryClosed.kind, subject_id__in=inquiry_ids)
    return set(rows.values_list("subject_id", flat=True))
