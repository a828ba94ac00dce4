"""What a call is called whose speaker cannot be believed."""

from __future__ import annotations

TOO_OLD = "A call came that was signed too long ago: check the date and time of this machine."


class Unproven(Exception):
    """Nobody knows who speaks; the message tells the owner what to do.

    `status` is the answer: 403, 401 where a password may still prove it, 503 where it cannot be proven just now.
    """

    def __init__(self, sentence: str, *, status: int = 403) -> None:
        super().__init__(sentence)
        self.status = status
