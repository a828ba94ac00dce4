"""Why a touch that was planned for a day is not due any more, in one sentence of the owner's own words."""

from collections.abc import Callable
from enum import StrEnum


class DayMoved(StrEnum):
    """What stands as a follow-up's reason."""

    BOUGHT_AGAIN = "bought_again"
    DAY_MOVED = "day_moved"


DAY_MOVED_SENTENCES: dict[DayMoved, str] = {
    DayMoved.BOUGHT_AGAIN: "They bought again meanwhile.",
    DayMoved.DAY_MOVED: "The day that it was about is another one by now.",
}
"""English message ids."""


def day_moved_sentence(reason: DayMoved, *, translate: Callable[[str], str] = str) -> str:
    """The sentence for a reason."""
    return translate(DAY_MOVED_SENTENCES[reason])
