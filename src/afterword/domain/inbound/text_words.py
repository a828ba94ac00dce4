"""What a short message asks for when it is nothing but one of the words that everybody knows: stop, start, or help.

Source of the English words: CTIA, Messaging Principles and Best Practices (2023), 5.1.3, and what carriers and gateways
answer by themselves. Only a message that is the word alone counts: "stop by on Friday" is a reply.
"""

import re
import unicodedata
from enum import StrEnum


class Asks(StrEnum):
    """What the sender wants of the channel that they wrote on."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    NOTHING = "nothing"
    """It is a reply, to be read by a person."""


_STOP = frozenset(
    {
        "stop", "stopall", "stop all", "unsubscribe", "end", "quit", "cancel", "revoke", "optout", "opt out",
        "stopp", "stopp alle", "avmeld", "avslutt", "meld meg av",
    }
)  # fmt: skip
_START = frozenset({"start", "unstop", "optin", "opt in", "subscribe", "påmeld", "start igjen"})
_HELP = frozenset({"help", "info", "hjelp"})
_MARKS = re.compile(r"[^\w\s]|_", re.UNICODE)
_LONGEST = 40


def asks_for(words: str) -> Asks:
    """Case, punctuation, quotation marks, accents in another form and spaces around do not matter."""
    if len(words) > _LONGEST:
        return Asks.NOTHING
    bare = " ".join(_MARKS.sub(" ", unicodedata.normalize("NFKC", words).casefold()).split())
    if bare in _STOP:
        return Asks.STOP
    if bare in _START:
        return Asks.START
    return Asks.HELP if bare in _HELP else Asks.NOTHING
