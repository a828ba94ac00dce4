"""Whose letters wait for a line in a person's own hand, in the order of Today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from afterword.domain.channel import Channel
from afterword.followups.drafts import DraftText, render
from afterword.followups.guarding.alike import too_many_alike
from afterword.followups.queries import Owed, follow_ups_due

#: Looked at to find those who wait: far more than one writes at one sitting.
MOST_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that wants a line: it was asked for (``is_asked``), or the same words go to many."""

    owed: Owed
    is_asked: bool


def lines_wanted() -> list[Waiting]:
    """Those due whose letter asks for a line, then those whose very words go to too many. A dozen queries."""
    listed = [one for one in follow_ups_due(limit=MOST_LOOKED_AT) if one.channel != Channel.PHONE]
    drafts = render([one.id for one in listed])
    return wanted_of(listed, drafts)


def wanted_of(listed: Sequence[Owed], drafts: dict[int, DraftText]) -> list[Waiting]:
    """The same of follow-ups at hand."""
    alike = too_many_alike(drafts.values())
    asked = [Waiting(one, True) for one in listed if drafts[one.id].wants_line]
    return asked + [Waiting(one, False) for one in listed if drafts[one.id].word_for_word in alike]


def next_wanted(follow_up_id: int, wanted: Sequence[Waiting]) -> Owed | None:
    """The one after this in the list, going round; None where nobody else waits."""
    ids = [one.owed.id for one in wanted]
    at = ids.index(follow_up_id) if follow_up_id in ids else -1
    later = [*wanted[at + 1 :], *wanted[: max(at, 0)]]
    return next((one.owed for one in later if one.owed.id != follow_up_id), None)
