"""What other rooms set up when a business is founded: they register here, because they stand above."""

from __future__ import annotations

from collections.abc import Callable

SetUp = Callable[[int], None]

_rooms: list[SetUp] = []


def on_founding(set_up: SetUp) -> SetUp:
    """Register what a room sets up; called with the business's id, acting for it, in the founding transaction."""
    _rooms.append(set_up)
    return set_up


def set_up_rooms(business_id: int) -> None:
    """A business was founded: every room sets up what it needs."""
    for set_up in _rooms:
        set_up(business_id)
