"""Somebody is to be forgotten: what is planned for them ends, and what has not left is withdrawn."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F

from afterword.domain.contact import Reason
from afterword.domain.trouble import Trouble
from afterword.followups.models import FollowUp, Message
from afterword.infra import clock
from afterword.plans.models import Enrollment
from afterword.timeline.actions import record
from afterword.timeline.catalogue import FollowUpStopped

_ON_THE_LINE = ("claimed", "handing")
_NOT_GONE = ("approved", "held", "retrying")
_NOT_CLOSED = ("open", "approved", "unclear")


class StillLeaving(Trouble):
    """A message to them is with the mail server right now."""


def end_everything(customer_ids: Collection[int]) -> None:
    """End all follow-ups and rounds of these customers. Raises :class:`StillLeaving`: nothing is half forgotten."""
    messages = Message.objects.filter(customer_id__in=customer_ids)
    if messages.select_for_update().filter(state__in=_ON_THE_LINE).exists():
        raise StillLeaving("A message to them is leaving at this very moment. Try again in a minute.")
    gone = str(Reason.CUSTOMER_GONE)
    messages.filter(state__in=_NOT_GONE).update(state="withdrawn", reason=gone)
    # Whether it arrived cannot be asked any more.
    messages.filter(state="unclear").update(state="failed", reason=gone)
    now = clock.now()
    owed = FollowUp.objects.select_for_update().filter(customer_id__in=customer_ids, state__in=_NOT_CLOSED)
    ended = list(owed.values_list("id", "customer_id"))
    FollowUp.objects.filter(id__in=[row_id for row_id, _ in ended]).update(
        state="stopped", reason=gone, closed_at=now, version=F("version") + 1
    )
    record(
        [
            FollowUpStopped(customer_id=customer_id, at=now, subject_id=row_id, reason=gone)
            for row_id, customer_id in ended
        ]
    )
    Enrollment.objects.filter(customer_id__in=customer_ids, state__in=("running", "past")).update(
        state="stopped", reason=gone
    )
