"""Which channels are there: found by their entry points, ours and a stranger's alike."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import TYPE_CHECKING

from afterword.domain.channel import KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from afterword.channels.port import Channel

GROUP = "afterword.channels"


class UnknownChannel(LookupError):
    """No installed package offers the channel; the message names those that are there."""


def channels() -> Mapping[str, Channel]:
    """Every installed channel that loads, by its key, in the order of the keys."""
    return _found()[0]


def is_by_hand(key: str) -> bool:
    """Whether a person does the work on this channel, whoever brought it."""
    return key in _found()[0] and _found()[0][key].by_hand


def troubles() -> tuple[str, ...]:
    """One sentence per channel that is installed but cannot be used."""
    return _found()[1]


def channel(key: str) -> Channel:
    """The channel of that key. Raises UnknownChannel."""
    try:
        return channels()[key]
    except KeyError:
        known = ", ".join(channels()) or "none"
        raise UnknownChannel(
            f"There is no channel “{key}”; installed are: {known}. Install the package that brings it, and start again."
        ) from None


def forget_found() -> None:
    """Look again at what is installed, the next time somebody asks (tests install channels on the way)."""
    _found.cache_clear()


@cache
def _found() -> tuple[Mapping[str, Channel], tuple[str, ...]]:
    found: dict[str, Channel] = {}
    troubled: list[str] = []
    for entry in sorted(entry_points(group=GROUP), key=_ours_first):
        try:
            one: Channel = entry.load()
            if one.key != entry.name:
                raise ValueError(f"it calls itself “{one.key}”")
            if not (KEY.fullmatch(one.key) and KEY.fullmatch(one.needs)):
                raise ValueError("its key and what it needs must be 2 to 10 small letters, digits and underscores")
        except Exception as error:  # a stranger's code: whatever it does, the other channels go on
            troubled.append(f"The channel “{entry.name}” ({entry.value}) cannot be used: {error}.")
            continue
        if entry.name in found:
            if found[entry.name] is not one:
                troubled.append(f"The channel “{entry.name}” is offered twice; the one from {entry.value} is left out.")
            continue
        found[entry.name] = one
    return MappingProxyType(dict(sorted(found.items()))), tuple(troubled)


def _ours_first(entry: EntryPoint) -> tuple[bool, str, str]:
    return not entry.value.startswith("afterword."), entry.name, entry.value
