"""What the call list shows of each person: what they bought, what they said, when they answer; gathered in sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from afterword.businesses.models import Membership, Role
from afterword.businesses.queries import current_business, local_today
from afterword.conversations.queries import last_words
from afterword.domain.calling import Part
from afterword.domain.handing_off import CannotHandOff, link_for
from afterword.followups.calling.queue import Speech, Stand, ToCall, calls_due
from afterword.followups.queries import PAGE
from afterword.sales.queries import Purchase, last_purchases
from afterword.timeline.catalogue import NoteWritten
from afterword.timeline.queries import newest_of
from afterword.web.templatetags.frame import day
from afterword.web.today.sentences import by_when, moment_in_words, short_day


@dataclass(frozen=True, slots=True)
class Ring:
    """A number to tap."""

    shown: str
    link: str
    normal: str


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call as the list shows it."""

    call: ToCall
    by: str
    is_late: bool
    rings: tuple[Ring, ...]
    bought: tuple[str, ...]
    wrote: str
    note: str
    tried: str
    best: str
    when: str

    @property
    def id(self) -> int:
        return self.call.id

    @property
    def ring(self) -> Ring | None:
        """The number in use."""
        return self.rings[0] if self.rings else None

    @property
    def paragraphs(self) -> list[str]:
        """What to say."""
        return [part for part in self.call.script.body.strip().split("\n\n") if part.strip()]


@dataclass(frozen=True, slots=True)
class CallBoard:
    """The whole list: whom to ring now, who comes back later, who is not to be rung."""

    today: date
    now: list[CallRow]
    later: list[CallRow]
    held: list[CallRow]
    only_mine: bool
    may_see_all: bool

    @property
    def first(self) -> list[CallRow]:
        """As many as one looks at; the next ones come up as these are dealt with."""
        return self.now[:PAGE]

    @property
    def more(self) -> int:
        """How many come after those."""
        return max(0, len(self.now) - PAGE)


def board_for(request: HttpRequest) -> CallBoard:
    """The list of whoever is signed in: staff see what is theirs and nobody's, owners and managers everybody's."""
    membership: Membership | None = getattr(request, "membership", None)
    sees_all = membership is not None and membership.role in (Role.OWNER, Role.MANAGER)
    only_mine = not sees_all or request.GET.get("whose") == "mine"
    mine = membership.pk if membership is not None and only_mine else None
    today = local_today(current_business())
    rows = rows_of(calls_due(membership_id=mine, speech=speech()), today)

    def standing(stand: Stand) -> list[CallRow]:
        return [row for row in rows if row.call.stand is stand]

    later = sorted(standing(Stand.LATER), key=lambda row: (row.call.not_before is None, row.call.not_before))
    return CallBoard(today, standing(Stand.NOW), later, standing(Stand.HELD), only_mine, sees_all)


def speech() -> Speech:
    """The reader's language."""
    return Speech(_, day)


def rows_of(listed: Sequence[ToCall], today: date) -> list[CallRow]:
    """These calls with what is known of each customer; seven queries for any number."""
    customers = [one.owed.customer_id for one in listed]
    bought, wrote = last_purchases(customers), last_words(customers)
    notes = newest_of(NoteWritten, customers)
    return [
        CallRow(
            call=one,
            by=by_when(one.owed, today),
            is_late=one.owed.is_late(today),
            rings=tuple(ring for number in one.numbers if (ring := _ring(number.value, number.normal))),
            bought=tuple(_bought(sale, today) for sale in bought.get(one.owed.customer_id, ()) if sale.things),
            wrote=_short(wrote.get(one.owed.customer_id, "")),
            note=_short(_note(notes[one.owed.customer_id].data) if one.owed.customer_id in notes else ""),
            tried=_tried(one, today),
            best=best_words(one.best),
            when=_when(one, today),
        )
        for one in listed
    ]


def _ring(value: str, normal: str) -> Ring | None:
    try:
        return Ring(value, link_for("phone", normal), normal)
    except CannotHandOff:
        return None


def _note(data: dict[str, str]) -> str:
    return data.get("note", "")


def _short(words: str) -> str:
    """The first line or two of what somebody wrote."""
    flat = " ".join(words.split())
    return flat if len(flat) <= 160 else f"{flat[:157].rstrip()}…"


def _bought(sale: Purchase, today: date) -> str:
    more = len(sale.things) - 3
    things = ", ".join(sale.things[:3])
    if more > 0:
        things = ngettext("%(things)s and %(count)d more", "%(things)s and %(count)d more", more) % {
            "things": things, "count": more,
        }  # fmt: skip
    return f"{things} · {short_day(sale.sold_on, today)}"


def _tried(one: ToCall, today: date) -> str:
    """How often nobody answered, and when last."""
    if not one.tried:
        return ""
    words = {"count": len(one.tried), "when": moment_in_words(one.tried[-1], today)}
    return ngettext("Tried once, %(when)s.", "Tried %(count)d times, last %(when)s.", len(one.tried)) % words


def _when(one: ToCall, today: date) -> str:
    return moment_in_words(one.not_before, today) if one.not_before else ""


def best_words(part: Part | None) -> str:
    """When somebody usually answers."""
    if part is None:
        return ""
    return {
        Part.MORNING: _("Usually answers in the morning."),
        Part.MIDDAY: _("Usually answers around noon."),
        Part.AFTERNOON: _("Usually answers in the afternoon."),
        Part.EVENING: _("Usually answers in the evening."),
    }[part]
