"""Taking back what was told of a call: the follow-up, the number and the customer stand as before."""

from __future__ import annotations

from django.db.models import F

from afterword.customers.models import Consent
from afterword.customers.suppressing import lift_suppression, record_consent, trust_address_again
from afterword.domain.calling import Outcome, Then
from afterword.domain.channel import Channel
from afterword.followups.calling.models import CallAttempt
from afterword.followups.models import FollowUp
from afterword.infra import clock

SLIP = "It was a slip of the finger: they said nothing of the kind."


def last_attempt(follow_up_id: int) -> CallAttempt | None:
    """The last try that stands, or None."""
    tries = CallAttempt.objects.filter(follow_up_id=follow_up_id, taken_back_at=None)
    return tries.order_by("-number").first()


def forget_done_call(follow_up_id: int) -> None:
    """A call that was done is not done after all: its try does not count any more."""
    attempt = last_attempt(follow_up_id)
    if attempt is not None and attempt.became == Then.DONE:
        _forget(attempt)


def take_back_call(follow_up: FollowUp) -> bool:
    """Take back the last try that did not end the follow-up as done; False where it has gone on meanwhile."""
    attempt = last_attempt(follow_up.pk)
    if attempt is None:
        return False
    back = FollowUp.objects.filter(pk=follow_up.pk, state__in=("open", "stopped")).update(
        state="open", channel=Channel.PHONE, mode="hand", reason="", closed_at=None,
        due_on=attempt.was_due_on, moved_at=attempt.was_moved_at, version=F("version") + 1,
    )  # fmt: skip
    if not back:
        return False
    _forget(attempt)
    if attempt.outcome == Outcome.WRONG_NUMBER:
        trust_address_again(customer_id=attempt.customer_id, channel=Channel.PHONE, address=attempt.address)
    if attempt.outcome == Outcome.DO_NOT_CALL:
        _may_be_called_again(attempt)
    return True


def _forget(attempt: CallAttempt) -> None:
    CallAttempt.objects.filter(pk=attempt.pk).update(taken_back_at=clock.now())


def _may_be_called_again(attempt: CallAttempt) -> None:
    """What they had said before the slip holds again."""
    lift_suppression(customer_id=attempt.customer_id, channel=Channel.PHONE, note=SLIP, actor_id=attempt.by_id)
    said = Consent.objects.filter(customer_id=attempt.customer_id, channel=Channel.PHONE, purpose="promotion")
    before = said.filter(at__lt=attempt.at).order_by("-at", "-id").first()
    if before is not None and before.granted:
        record_consent(
            customer_id=attempt.customer_id, purpose="promotion", channel=Channel.PHONE, granted=True,
            source=before.source, wording=before.wording, actor_id=attempt.by_id,
        )  # fmt: skip
