"""The door by which the conversations room, which stands above, tells which mail a message answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

Threads = Callable[[Collection[int]], Mapping[int, str]]

_ask: list[Threads] = []


def tells_threads(room: Threads) -> Threads:
    """Register who knows: called with follow-up ids, it gives the Message-ID (in brackets) that each answers."""
    _ask[:] = [room]
    return room


def threads_of(follow_up_ids: Collection[int]) -> Mapping[int, str]:
    """The Message-ID that each of these follow-ups answers; those that answer none are missing."""
    return _ask[0](follow_up_ids) if _ask and follow_up_ids else {}
