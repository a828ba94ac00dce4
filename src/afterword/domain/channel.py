"""The ways a customer can be reached, and which of them one customer offers.

The words are open: an installed package may bring a channel that nobody here has heard of. It is made known once, when
a process starts (`afterword.channels.known`), with the kind of address that it needs and its bit in a customer's reach.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import ClassVar, Self

KEY = re.compile(r"[a-z][a-z0-9_]{1,9}", re.ASCII)
"""What a channel or a kind of address may be called: it stands in tables, in forms and in files."""

MOBILE = "mobile"
"""The kind of address of what is sent to a telephone number that may be a mobile one."""

_STORED_AS = {MOBILE: "phone"}


class Channel(str):
    """One way to reach a person; the value is what tables and files hold.

    `needs` is the kind of address, `bit` its place in a customer's reach, `called` its name as the package gives it.
    There is one object for each channel that is known here, so that it may be compared by identity. A word that nobody
    has made known (the package is not installed any more) is a channel by which nobody can be reached: its bit is 0.
    """

    __slots__ = ("bit", "called", "needs")

    needs: str
    bit: int
    called: str

    EMAIL: ClassVar["Channel"]
    PHONE: ClassVar["Channel"]
    POST: ClassVar["Channel"]
    SMS: ClassVar["Channel"]
    SOCIAL: ClassVar["Channel"]
    CHAT: ClassVar["Channel"]

    def __new__(cls, key: str) -> Self:
        """The channel of that key. Raises ValueError for what cannot be a key."""
        known = _known.get(key)
        if known is not None:
            return known  # type: ignore[return-value]  # nobody derives from it
        if not KEY.fullmatch(key):
            raise ValueError(f"“{key[:40]}” is no channel: its key is 2 to 10 small letters, digits and underscores.")
        return cls._made(key, key, 0, key)

    @classmethod
    def _made(cls, key: str, needs: str, bit: int, called: str) -> Self:
        made = str.__new__(cls, key)
        made.needs, made.bit, made.called = needs, bit, called
        return made

    def __reduce__(self) -> tuple[type["Channel"], tuple[str]]:
        return Channel, (str(self),)

    def __repr__(self) -> str:
        return f"Channel({str(self)!r})"

    @property
    def value(self) -> str:
        return str(self)

    @property
    def stored_as(self) -> str:
        """The kind under which the addresses that it needs are kept."""
        return _STORED_AS.get(self.needs, self.needs)


_known: dict[str, Channel] = {}

_OURS = (
    ("email", "email", 1, "E-mail"),
    ("phone", "phone", 2, "Phone call"),
    ("post", "post", 4, "Letter"),
    ("sms", MOBILE, 8, "Text message"),
    ("social", "social", 16, "Social media"),
    ("chat", "chat", 32, "Chat"),
)
for _key, _needs, _bit, _called in _OURS:
    _known[_key] = Channel._made(_key, _needs, _bit, _called)
    setattr(Channel, _key.upper(), _known[_key])

OURS = tuple(_known.values())
"""The channels that were always there: their bits are fixed."""

BITS = 62
"""How many channels one installation can tell apart: a reach is kept in a column of 64 bits with a sign."""


def make_known(key: str, *, needs: str, bit: int, called: str) -> Channel:
    """Tell this process of a channel. What a bit means never changes: raises ValueError if it is another channel's."""
    known = _known.get(key)
    holder = next((one for one in _known.values() if one.bit == bit and one != key), None)
    if holder is not None or (known is not None and known.bit != bit):
        raise ValueError(f"The bit {bit} of the channel “{key}” is that of “{holder or known}”.")
    if known is None:
        known = _known[key] = Channel._made(key, needs, bit, called)
    known.needs, known.called = needs, called
    reachable.cache_clear()
    through.cache_clear()
    return known


def known_channels() -> tuple[Channel, ...]:
    """Every channel that this process was told of, ours first."""
    return tuple(_known.values())


def is_known(key: str) -> bool:
    """Whether this process was told of a channel of that key."""
    return key in _known


@lru_cache(maxsize=64)
def through(stored_as: str) -> tuple[Channel, ...]:
    """The channels for which an address of that kind serves."""
    return tuple(one for one in _known.values() if one.stored_as == stored_as)


@lru_cache(maxsize=256)
def reachable(mask: int) -> frozenset[Channel]:
    """The channels that a reach mask allows; bits nobody knows are ignored."""
    return frozenset(channel for channel in _known.values() if mask & channel.bit)


def reach_of(channels: Iterable[Channel]) -> int:
    """The mask of these channels: the inverse of `reachable`."""
    mask = 0
    for channel in channels:
        mask |= channel.bit
    return mask
