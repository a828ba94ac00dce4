"""How long each step of a conversation with a mail server may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for each step, for the whole of its answer, however slowly that drips.

    RFC 5321 (4.5.3.2) asks for 300 for the greeting, MAIL and RCPT, 120 for DATA, 180 for a block of the body and 600
    for the answer to the dot. A small site's worker may not stand still so long, so the defaults are shorter but for
    the dot: giving up there makes a message unclear, and a person has to look.
    """

    connect: float = 30
    banner: float = 60
    command: float = 60
    data: float = 120
    body: float = 180
    dot: float = 600
    farewell: float = 5

    @classmethod
    def of(cls, seconds: float | None) -> Patience:
        """The defaults, or `seconds` for every step and ten times as much for the dot."""
        if seconds is None:
            return cls()
        return cls(seconds, seconds, seconds, seconds, seconds, seconds * 10, min(seconds, 5))
