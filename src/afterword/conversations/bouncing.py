"""A message came back: the address is given up, or it is tried again later, or the step's next channel takes over."""

from __future__ import annotations

from datetime import datetime, timedelta

from afterword.channels.accounts import EMAIL
from afterword.conversations.models import Received
from afterword.customers.actions import mark_address_bad, suppress_address
from afterword.domain.delivery import FollowUpState, MessageEvent, MessageState, next_state
from afterword.domain.inbound.after_bounce import Then, after_bounce, pause_before
from afterword.domain.inbound.kinds import Kind
from afterword.domain.inbound.reading import Bounce
from afterword.domain.inbound.reasons import HARD, Reason
from afterword.followups.delivering.coming_back import owed_again, reopen
from afterword.followups.models import Message, MessageText
from afterword.infra import clock
from afterword.timeline.actions import record
from afterword.timeline.catalogue import MessageBounced, MessageFailed

#: After so long a touch is history: only the address is looked after.
_TOO_LONG_AGO = timedelta(days=14)
_COUNTED = timedelta(days=90)


def take_back(kept: Received, bounce: Bounce, message: Message | None, address: str) -> None:
    """Do what follows from a failure; must run in the transaction that keeps the mail. `address` is normalized."""
    then = after_bounce(
        bounce.reason, delayed=bounce.delayed, tries=_tries(kept, message), in_a_row=_in_a_row(kept, address)
    )
    if then is Then.NOTHING:
        return
    if message is not None:
        _note(kept, bounce.reason, message)
    if then is Then.GIVE_UP:
        _give_up(kept, bounce.reason, address)
    if message is None or message.state != MessageState.SENT:
        return
    if message.sent_at is None or message.sent_at < clock.now() - _TOO_LONG_AGO:
        return
    again_at = clock.now() + pause_before(bounce.reason)
    if then is Then.TRY_AGAIN and again_at < message.useless_after:
        _try_again(message, again_at)
    else:
        _another_way(message, bounce.reason)


def _tries(kept: Received, message: Message | None) -> int:
    if message is None:
        return 0
    return Received.objects.filter(kind=Kind.BOUNCE, message_row=message.pk).exclude(pk=kept.pk).count()


def _in_a_row(kept: Received, address: str) -> int:
    """How many mails to the address came back since the customer last wrote."""
    since = clock.now() - _COUNTED
    theirs = Received.objects.filter(customer_id=kept.customer_id, came_at__gte=since)
    last_words = theirs.filter(kind=Kind.REPLY).order_by("-came_at").values_list("came_at", flat=True).first()
    bounces = theirs.filter(kind=Kind.BOUNCE, address__iexact=address).exclude(reason=Reason.DELIVERED)
    if last_words is not None:
        bounces = bounces.filter(came_at__gt=last_words)
    return len(set(bounces.values_list("message_row", "id"))) if address else 0


def _note(kept: Received, reason: Reason, message: Message) -> None:
    record(
        [
            MessageBounced(
                customer_id=kept.customer_id,
                at=clock.now(),
                subject_id=message.follow_up_id,
                channel=message.channel,
                message_row=message.pk,
                reason=str(reason),
            )
        ]
    )


def _give_up(kept: Received, reason: Reason, address: str) -> None:
    if not address:
        return
    mark_address_bad(customer_id=kept.customer_id, channel=EMAIL, address=address, reason=f"came back: {reason}")
    if reason in HARD:
        suppress_address(
            customer_id=kept.customer_id, channel=EMAIL, reason="bounce", address=address, detail=str(reason)
        )


def _try_again(message: Message, again_at: datetime) -> None:
    """Let the same words leave once more, under a Message-ID of their own."""
    state = next_state(MessageState(message.state), MessageEvent.BOUNCE_FOR_NOW)
    moved = Message.objects.filter(pk=message.pk, state=message.state).update(
        state=state, not_before=again_at, reason="came_back", worker="", sent_at=None
    )
    if moved:
        MessageText.objects.filter(message_id=message.pk).delete()
        reopen(message.follow_up_id, FollowUpState.APPROVED)


def _another_way(message: Message, reason: Reason) -> None:
    """The touch is owed again, and the plan chooses the next channel, or ends it."""
    if owed_again(message, str(reason)):
        failed = MessageFailed(
            customer_id=message.customer_id,
            at=clock.now(),
            subject_id=message.follow_up_id,
            channel=message.channel,
            message_row=message.pk,
            reply=str(reason),
        )
        record([failed])
