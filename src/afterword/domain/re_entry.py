"""Whether a customer who has been through a plan goes through it again, in the words an owner chooses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from afterword.domain.planning import MOST, Unit, joins
from afterword.domain.trouble import Trouble


class BadReEntry(Trouble):
    """Words for re-entry that cannot be understood; says which can."""


class Kind(StrEnum):
    """The three ways."""

    EACH = "each"
    ONCE = "once"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class ReEntry:
    """Each time; once and never again; or again when `after_days` days have passed since the last start."""

    kind: Kind
    after_days: int = 0

    def __post_init__(self) -> None:
        if self.kind is Kind.AGAIN and not 1 <= self.after_days <= MOST[Unit.DAYS]:
            raise BadReEntry(f"“Again” needs 1 to {MOST[Unit.DAYS]} days, as in “again after 30 days”.")
        if self.kind is not Kind.AGAIN and self.after_days:
            raise BadReEntry("Only “again after … days” has a number of days.")

    def __str__(self) -> str:
        """The words that `read_re_entry` understands."""
        if self.kind is not Kind.AGAIN:
            return str(self.kind)
        return f"again after {self.after_days} day{'' if self.after_days == 1 else 's'}"


EACH = ReEntry(Kind.EACH)
ONCE = ReEntry(Kind.ONCE)
_AGAIN = re.compile(r"again after ([0-9]{1,6}) days?")


def read_re_entry(words: str) -> ReEntry:
    """“each”, “once” or “again after 30 days”, in any case and spacing; anything else is BadReEntry."""
    plain = " ".join(words.casefold().split())
    if plain in (Kind.EACH, Kind.ONCE):
        return ReEntry(Kind(plain))
    found = _AGAIN.fullmatch(plain)
    if found is None:
        raise BadReEntry(f"“{words}” is not understood. Write “each”, “once” or “again after 30 days”.")
    return ReEntry(Kind.AGAIN, int(found.group(1)))


class Entry(StrEnum):
    """What a new start means for somebody."""

    ENTERS = "enters"
    JOINS = "joins"
    """It belongs to a round that is near enough in time."""
    NOT_AGAIN = "not_again"
    """They have been through this plan, and it is for once."""


def entry(re_entry: ReEntry, previous_anchors: Iterable[date], anchor: date) -> Entry:
    """Whether a start on `anchor` enters, given the anchors of the customer's rounds of this plan so far.

    Rounds may be newer than the anchor: an import that brings older sales starts no second round beside a newer one.
    """
    previous = list(previous_anchors)
    if re_entry.kind is Kind.EACH or not previous:
        return Entry.ENTERS
    if re_entry.kind is Kind.ONCE:
        return Entry.NOT_AGAIN
    near = any(joins(other, anchor, re_entry.after_days) for other in previous)
    return Entry.JOINS if near else Entry.ENTERS
