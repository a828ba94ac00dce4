"""What is done about a mail that did not arrive: give the address up, try again later, or go another way."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from afterword.domain.inbound.reasons import HARD, Reason

#: What may be over in a while, and after how long it is worth another try.
_PASSES_AFTER: dict[Reason, timedelta] = {
    Reason.MAILBOX_FULL: timedelta(days=3),
    Reason.EXCEED_LIMIT: timedelta(days=3),
    Reason.EXPIRED: timedelta(days=1),
    Reason.NETWORK_ERROR: timedelta(days=1),
    Reason.ON_HOLD: timedelta(days=1),
    Reason.SPEEDING: timedelta(days=1),
    Reason.SYSTEM_ERROR: timedelta(days=1),
    Reason.SYSTEM_FULL: timedelta(days=1),
    Reason.TOO_MANY_CONNECTIONS: timedelta(days=1),
}
MOST_TRIES = 2
"""How often one message is tried again after it came back."""
MOST_IN_A_ROW = 3
"""So many mails that came back, with no answer between them, end an address whatever the reasons were."""


class Then(StrEnum):
    """What follows."""

    NOTHING = "nothing"
    TRY_AGAIN = "try_again"
    ANOTHER_WAY = "another_way"
    GIVE_UP = "give_up"


def after_bounce(reason: Reason, *, delayed: bool, tries: int, in_a_row: int) -> Then:
    """`tries`: how often this message came back before; `in_a_row`: how many mails to the address did, this included.

    A notice of delay is no failure: the mailer is still at it.
    """
    if delayed or reason in (Reason.DELIVERED, Reason.VACATION, Reason.FEEDBACK):
        return Then.NOTHING
    if reason in HARD or in_a_row >= MOST_IN_A_ROW:
        return Then.GIVE_UP
    return Then.TRY_AGAIN if reason in _PASSES_AFTER and tries < MOST_TRIES else Then.ANOTHER_WAY


def pause_before(reason: Reason) -> timedelta:
    """How long to wait before the next try."""
    return _PASSES_AFTER.get(reason, timedelta(days=1))
