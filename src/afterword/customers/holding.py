"""Holds: automatic messages to a customer stand still until a person says go on."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from afterword.customers.models import Hold
from afterword.customers.whom import whom
from afterword.domain.trouble import Trouble
from afterword.infra import clock
from afterword.timeline.actions import record
from afterword.timeline.catalogue import HoldLifted, HoldPlaced

REASONS = frozenset({"reply", "complaint", "paused"})


class BadHold(Trouble):
    """A reason that nobody knows."""


@transaction.atomic
def place_hold(*, customer_id: int, reason: str, note: str = "", actor_id: int | None = None) -> bool:
    """Let automatic messages to them stand still. Returns False where such a hold is open already."""
    if reason not in REASONS:
        raise BadHold(f"The reason {reason!r} is not known. Use one of: {', '.join(sorted(REASONS))}.")
    customer, now = whom(customer_id), clock.now()
    if Hold.objects.filter(customer=customer, reason=reason, lifted_at=None).exists():
        return False
    Hold.objects.create(customer=customer, reason=reason, note=note[:500], since=now)
    record(
        [
            HoldPlaced(
                customer_id=customer.pk,
                subject_id=customer.pk,
                at=now,
                actor_id=actor_id,
                reason=reason,
                note=note[:500],
            )
        ]
    )
    return True


def wait_for_an_answer(customer_ids: Collection[int]) -> set[int]:
    """Of these, who has written or complained and was not told that things may go on; one query, none for nobody."""
    if not customer_ids:
        return set()
    theirs = Hold.objects.filter(customer_id__in=customer_ids, reason__in=("reply", "complaint"), lifted_at=None)
    return set(theirs.values_list("customer_id", flat=True))


@transaction.atomic
def lift_hold(*, customer_id: int, reason: str | None = None, actor_id: int | None = None) -> int:
    """Go on: lift the holds with this reason, or all. Returns how many were lifted."""
    customer, now = whom(customer_id), clock.now()
    open_holds = Hold.objects.filter(customer=customer, lifted_at=None)
    if reason is not None:
        open_holds = open_holds.filter(reason=reason)
    reasons = sorted(set(open_holds.values_list("reason", flat=True)))
    lifted = open_holds.update(lifted_at=now)
    record(
        [
            HoldLifted(customer_id=customer.pk, subject_id=customer.pk, at=now, actor_id=actor_id, reason=one)
            for one in reasons
        ]
    )
    return lifted
