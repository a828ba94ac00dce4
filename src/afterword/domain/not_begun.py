"""Why something that would start a plan led to no touch, in one sentence of the owner's own words."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from afterword.domain.reasons import english_day, places


class NotBegun(StrEnum):
    """The four ways of not beginning; a sale has sentences of its own for the middle two (`reasons`)."""

    ONCE = "once"
    COVERED = "covered"
    TOO_LATE = "too_late"
    NOT_FOR_THEM = "not_for_them"


# From the fullest sentence to the one that needs no day.
NOT_BEGUN_SENTENCES: dict[NotBegun, tuple[str, ...]] = {
    NotBegun.ONCE: ("%(name)s has been through this plan, and it is for once.",),
    NotBegun.COVERED: (
        "It is covered by this plan's round of %(day)s.",
        "It is covered by another round of this plan.",
    ),
    NotBegun.TOO_LATE: (
        "Its time had already ended on %(day)s when it became known.",
        "Its time had already passed when it became known.",
    ),
    NotBegun.NOT_FOR_THEM: ("%(name)s is not among those the plan is for.",),
}
"""English message ids."""


def not_begun_sentence(
    reason: NotBegun,
    name: str,
    *,
    day: date | None = None,
    translate: Callable[[str], str] = str,
    show_day: Callable[[date], str] = english_day,
) -> str:
    """The sentence for a reason; `name` is the customer's, `day` that of the other round, or of the window's end."""
    words = {"name": name, "day": show_day(day) if day else ""}
    fitting = (one for one in NOT_BEGUN_SENTENCES[reason] if all(words[place] for place in places(one)))
    return translate(next(fitting)) % words
