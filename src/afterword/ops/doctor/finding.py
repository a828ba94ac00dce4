"""One thing that was looked at: how it stands and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How something stands."""

    OK = "ok"
    WARN = "warn"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """``said`` is what was found, ``do`` what to do about it (empty: nothing); ``business`` is a slug or empty."""

    name: str
    state: State
    said: str
    do: str = ""
    business: str = ""


def ok(name: str, said: str, *, business: str = "") -> Finding:
    """All is well with it."""
    return Finding(name, State.OK, said, "", business)


def warn(name: str, said: str, do: str, *, business: str = "") -> Finding:
    """It works, and could be better."""
    return Finding(name, State.WARN, said, do, business)


def wrong(name: str, said: str, do: str, *, business: str = "") -> Finding:
    """It does not work."""
    return Finding(name, State.WRONG, said, do, business)
