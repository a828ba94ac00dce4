"""The door by which the plans room, which stands above, says what follows where calling came to nothing."""

from __future__ import annotations

from collections.abc import Callable

from afterword.domain.calling import CallEnded

#: Called with an open follow-up and its customer, in the transaction that told the outcome.
TakesNextWay = Callable[[int, int, CallEnded], None]

_take: list[TakesNextWay] = []


def takes_the_next_way(room: TakesNextWay) -> TakesNextWay:
    """Register who knows the steps' rules: it brings the follow-up onto another channel, or ends it with its reason."""
    _take[:] = [room]
    return room


def take_the_next_way(follow_up_id: int, customer_id: int, ended: CallEnded) -> None:
    """Calling is given up: by the step's own rule the next channel takes over, or the follow-up ends."""
    for take in _take:
        take(follow_up_id, customer_id, ended)
