"""Why a touch gave way to another one, in one sentence of the owner's own words.

As in `reasons`: English message ids with named places, the fullest sentence whose facts are known is said.
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from afterword.domain.reasons import english_day, places


class GaveWay(StrEnum):
    """What stands as a follow-up's reason; the first three as `arbitration.Because` has them."""

    TOO_CLOSE = "too_close"
    CAP = "cap"
    SAME_THING = "same_thing"
    IN_TOUCH = "in_touch"


GAVE_WAY_SENTENCES: dict[GaveWay, tuple[str, ...]] = {
    GaveWay.TOO_CLOSE: (
        "It gave way to “%(winner)s” of %(day)s: you want to leave some days between, and no other day was free.",
        "It gave way to another follow-up: you want to leave some days between, and no other day was free.",
    ),
    GaveWay.CAP: (
        "It gave way to “%(winner)s” of %(day)s: together they would be more than you want one customer to get.",
        "They have heard from you as often as you allow.",
    ),
    GaveWay.SAME_THING: (
        "%(other)s, of the same household or firm, hears the same from you with “%(winner)s”.",
        "Somebody of the same household or firm hears the same from you.",
    ),
    GaveWay.IN_TOUCH: ("You were in touch anyway, so a sign of life was not needed.",),
}

MOVED = "Planned for %(on)s, so that some days lie between it and “%(winner)s” of %(day)s."

MESSAGE_IDS: frozenset[str] = frozenset(one for all_ in GAVE_WAY_SENTENCES.values() for one in all_) | {MOVED}
"""All that a translator has to translate."""


def moved_sentence(
    on: date,
    winner: str,
    day: date,
    *,
    translate: Callable[[str], str] = str,
    show_day: Callable[[date], str] = english_day,
) -> str:
    """Why a touch lies on another day than its plan gave it: `winner` is what the touch that came first is called."""
    return translate(MOVED) % {"on": show_day(on), "winner": winner, "day": show_day(day)}


def gave_way_sentence(
    reason: GaveWay,
    *,
    translate: Callable[[str], str] = str,
    show_day: Callable[[date], str] = english_day,
    winner: str = "",
    day: date | None = None,
    other: str = "",
) -> str:
    """The sentence: `winner` is what the other touch is called, `day` when it is, `other` whom it is for."""
    words = {"winner": winner, "day": show_day(day) if day else "", "other": other}
    for sentence in GAVE_WAY_SENTENCES[reason]:
        if all(words[place] for place in places(sentence)):
            return translate(sentence) % words
    raise AssertionError("the last sentence of every list needs no fact")
