"""What was sent and did not arrive after all: the touch is owed again."""

from __future__ import annotations

from django.db.models import F

from afterword.domain.delivery import FollowUpEvent, FollowUpState, MessageEvent, MessageState, next_state
from afterword.followups.models import FollowUp, Message
from afterword.infra import clock
from afterword.timeline.actions import record
from afterword.timeline.catalogue import FollowUpUndone


def owed_again(message: Message, reason: str) -> bool:
    """The message failed after all, and its follow-up is open again; the caller records what came of it.

    Once, however often it is said; runs in the caller's transaction. Whether it is owed again.
    """
    failed = next_state(MessageState(message.state), MessageEvent.BOUNCE)
    moved = Message.objects.filter(pk=message.pk, state=message.state).update(state=failed, reason=reason[:40])
    if not moved or not reopen(message.follow_up_id, FollowUpState.OPEN):
        return False
    about, now = message.follow_up_id, clock.now()
    record([FollowUpUndone(customer_id=message.customer_id, at=now, subject_id=about, what="came_back")])
    return True


def reopen(follow_up_id: int, state: FollowUpState) -> bool:
    """What was done is owed again; a follow-up that ended in another way stays so."""
    assert next_state(FollowUpState.DONE, FollowUpEvent.REOPEN) is FollowUpState.OPEN
    done = FollowUp.objects.filter(pk=follow_up_id, state=FollowUpState.DONE)
    return bool(done.update(state=state, closed_at=None, reason="", version=F("version") + 1))
