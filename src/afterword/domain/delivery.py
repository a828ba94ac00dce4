"""The legal lives of a message and of a follow-up: which state may follow which, by which event.

The one promise of this table: from `handing`, where the server may already have the message, nothing but a
person leads back to where it could be sent again.
"""

from enum import StrEnum
from typing import overload


class MessageState(StrEnum):
    """Where one message stands."""

    APPROVED = "approved"
    CLAIMED = "claimed"
    HANDING = "handing"
    SENT = "sent"
    FAILED = "failed"
    RETRYING = "retrying"
    UNCLEAR = "unclear"
    HELD = "held"
    WITHDRAWN = "withdrawn"


class MessageEvent(StrEnum):
    """What can happen to a message."""

    CLAIM = "claim"  # a worker takes it, with a token and a lease
    HOLD = "hold"  # the gate says not now
    RELEASE = "release"  # the time to look again has come, or a person said go on
    HAND_OVER = "hand_over"  # the next thing sent is the final dot
    ACCEPT = "accept"  # the server took it
    REFUSE = "refuse"  # the server said no for good
    DEFER = "defer"  # the server said not now, or was lost before the dot
    LOSE = "lose"  # no answer after the dot
    WITHDRAW = "withdraw"  # taken back before it left: undone, stopped, or never allowed again
    CONFIRM_SENT = "confirm_sent"  # a person: it arrived
    CONFIRM_LOST = "confirm_lost"  # a person: it did not, send it again
    WRITE_OFF = "write_off"  # a person: leave it
    RETRY = "retry"  # a person: try a failed one again, after mending the address
    BOUNCE = "bounce"  # a notice from outside: what was taken did not arrive after all
    BOUNCE_FOR_NOW = "bounce_for_now"  # the same, for a reason that passes: by policy it is tried again


class FollowUpState(StrEnum):
    """Where one touch stands."""

    OPEN = "open"
    APPROVED = "approved"
    UNCLEAR = "unclear"
    DONE = "done"
    SKIPPED = "skipped"
    STOPPED = "stopped"


class FollowUpEvent(StrEnum):
    """What can happen to a follow-up."""

    APPROVE = "approve"
    COMPLETE = "complete"  # the message left, or a person did it by hand
    LOSE = "lose"  # its message is unclear
    RETURN = "return"  # back to open: undone, refused, or falling back to the next channel
    SKIP = "skip"
    STOP = "stop"
    CONFIRM_DONE = "confirm_done"
    CONFIRM_LOST = "confirm_lost"
    REOPEN = "reopen"


PERSON_EVENTS: frozenset[MessageEvent | FollowUpEvent] = frozenset(
    {
        MessageEvent.CONFIRM_SENT,
        MessageEvent.CONFIRM_LOST,
        MessageEvent.WRITE_OFF,
        MessageEvent.RETRY,
    }
)

#: Only the other side's own word that it did not arrive brings back what was sent.
NOTICE_EVENTS: frozenset[MessageEvent] = frozenset({MessageEvent.BOUNCE, MessageEvent.BOUNCE_FOR_NOW})

M, E = MessageState, MessageEvent
MESSAGE_MOVES: dict[tuple[MessageState, MessageEvent], MessageState] = {
    (M.APPROVED, E.CLAIM): M.CLAIMED,
    (M.APPROVED, E.WITHDRAW): M.WITHDRAWN,
    (M.CLAIMED, E.HOLD): M.HELD,
    (M.CLAIMED, E.RELEASE): M.APPROVED,
    (M.CLAIMED, E.WITHDRAW): M.WITHDRAWN,
    (M.CLAIMED, E.REFUSE): M.FAILED,
    (M.CLAIMED, E.DEFER): M.RETRYING,
    (M.CLAIMED, E.HAND_OVER): M.HANDING,
    (M.HANDING, E.ACCEPT): M.SENT,
    (M.HANDING, E.REFUSE): M.FAILED,
    (M.HANDING, E.DEFER): M.RETRYING,
    (M.HANDING, E.LOSE): M.UNCLEAR,
    (M.RETRYING, E.CLAIM): M.CLAIMED,
    (M.RETRYING, E.WITHDRAW): M.WITHDRAWN,
    (M.HELD, E.RELEASE): M.APPROVED,
    (M.HELD, E.WITHDRAW): M.WITHDRAWN,
    (M.UNCLEAR, E.CONFIRM_SENT): M.SENT,
    (M.UNCLEAR, E.CONFIRM_LOST): M.APPROVED,
    (M.UNCLEAR, E.WRITE_OFF): M.WITHDRAWN,
    (M.FAILED, E.RETRY): M.APPROVED,
    (M.SENT, E.BOUNCE): M.FAILED,
    (M.SENT, E.BOUNCE_FOR_NOW): M.APPROVED,
}

F, G = FollowUpState, FollowUpEvent
FOLLOW_UP_MOVES: dict[tuple[FollowUpState, FollowUpEvent], FollowUpState] = {
    (F.OPEN, G.APPROVE): F.APPROVED,
    (F.OPEN, G.COMPLETE): F.DONE,
    (F.OPEN, G.SKIP): F.SKIPPED,
    (F.OPEN, G.STOP): F.STOPPED,
    (F.APPROVED, G.COMPLETE): F.DONE,
    (F.APPROVED, G.LOSE): F.UNCLEAR,
    (F.APPROVED, G.RETURN): F.OPEN,
    (F.APPROVED, G.SKIP): F.SKIPPED,
    (F.APPROVED, G.STOP): F.STOPPED,
    (F.UNCLEAR, G.CONFIRM_DONE): F.DONE,
    (F.UNCLEAR, G.CONFIRM_LOST): F.OPEN,
    (F.UNCLEAR, G.SKIP): F.SKIPPED,
    (F.DONE, G.REOPEN): F.OPEN,
    (F.SKIPPED, G.REOPEN): F.OPEN,
    (F.STOPPED, G.REOPEN): F.OPEN,
}


class IllegalTransition(ValueError):
    """That event cannot happen in that state."""


@overload
def next_state(state: MessageState, event: MessageEvent) -> MessageState: ...
@overload
def next_state(state: FollowUpState, event: FollowUpEvent) -> FollowUpState: ...
def next_state(
    state: MessageState | FollowUpState, event: MessageEvent | FollowUpEvent
) -> MessageState | FollowUpState:
    """The state after the event; IllegalTransition names both where the table has no such move."""
    following: MessageState | FollowUpState | None = None
    if isinstance(state, MessageState) and isinstance(event, MessageEvent):
        following = MESSAGE_MOVES.get((state, event))
    elif isinstance(state, FollowUpState) and isinstance(event, FollowUpEvent):
        following = FOLLOW_UP_MOVES.get((state, event))
    if following is None:
        raise IllegalTransition(f"“{event}” cannot happen to something that is “{state}”.")
    return following


def after_death(state: MessageState, lease_expired: bool) -> MessageState:
    """What a message is once its worker is known to be dead; while the lease runs nothing is known.

    A claimed one was surely not handed over, because handing is committed before the dot: it may be claimed
    again. One that was being handed over may have arrived: only a person can say.
    """
    if not lease_expired:
        return state
    if state is MessageState.CLAIMED:
        return MessageState.APPROVED
    return MessageState.UNCLEAR if state is MessageState.HANDING else state
