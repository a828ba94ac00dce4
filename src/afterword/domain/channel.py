"""The ways a customer can be reached, and which of them one customer offers."""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache


class Channel(StrEnum):
    """One way to reach a person; the value is what tables and files hold."""

    EMAIL = "email"
    PHONE = "phone"
    POST = "post"
    SMS = "sms"
    SOCIAL = "social"
    CHAT = "chat"


REACH_BIT: dict[Channel, int] = {
    Channel.EMAIL: 1,
    Channel.PHONE: 2,
    Channel.POST: 4,
    Channel.SMS: 8,
    Channel.SOCIAL: 16,
    Channel.CHAT: 32,
}
"""A customer's reach is a small number in one column, so that bulk planning needs no join."""


@lru_cache(maxsize=256)
def reachable(mask: int) -> frozenset[Channel]:
    """The channels that a reach mask allows; bits nobody knows are ignored."""
    return frozenset(channel for channel, bit in REACH_BIT.items() if mask & bit)


def reach_of(channels: Iterable[Channel]) -> int:
    """The mask of these channels: the inverse of `reachable`."""
    mask = 0
    for channel in channels:
        mask |= REACH_BIT[channel]
    return mask
