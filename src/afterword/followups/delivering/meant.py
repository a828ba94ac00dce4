"""The door by which the plans room, which stands above, ends what is not meant for its customer any more."""

from __future__ import annotations

from collections.abc import Callable, Collection

EndsWhatIsNotMeant = Callable[[Collection[int]], set[int]]

_ask: list[EndsWhatIsNotMeant] = []


def ends_what_is_not_meant(room: EndsWhatIsNotMeant) -> EndsWhatIsNotMeant:
    """Register who asks steps' conditions: called with open follow-ups in the transaction that would let them go."""
    _ask[:] = [room]
    return room


def not_meant_any_more(follow_up_ids: Collection[int]) -> set[int]:
    """Those of these open follow-ups whose step is not meant for their customer now: they have been ended."""
    return _ask[0](follow_up_ids) if _ask and follow_up_ids else set()
