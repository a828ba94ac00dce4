"""The days of a calendar page with what lies on them, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date, format_skeleton
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from afterword.businesses.models import Business, Membership
from afterword.businesses.queries import local_today, team
from afterword.domain.channel import Channel
from afterword.followups.actions import days_open_to
from afterword.followups.calendars import open_days
from afterword.followups.days import DayLoad, on_days
from afterword.followups.queries import Owed
from afterword.followups.whys import whys_of
from afterword.web.calendar.asked import Asked
from afterword.web.channel_names import channel_title
from afterword.web.templatetags.frame import day as day_in_full
from afterword.web.today import sentences
from afterword.web.today.board import PICTURES

#: Names on one day of each view; the number says the rest.
NAMED = {"month": 3, "week": 12, "agenda": 40, "day": 300}


@dataclass(frozen=True, slots=True)
class Entry:
    """One follow-up on its day."""

    owed: Owed
    first: date
    last: date
    window: str
    by: str
    is_late: bool
    why: str
    who: str
    move_path: str

    @property
    def picture(self) -> str:
        """The picture of the channel."""
        return PICTURES.get(Channel(self.owed.channel), "message-circle")

    @property
    def channel(self) -> str:
        """What the picture says."""
        return channel_title(self.owed.channel)


@dataclass(frozen=True, slots=True)
class Cell:
    """One day."""

    day: date
    load: DayLoad
    entries: list[Entry]
    is_today: bool
    is_past: bool
    is_closed: bool
    is_outside: bool
    path: str

    @property
    def heading(self) -> str:
        """Monday 23 November."""
        return sentences.capital(sentences.today_in_words(self.day))

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies on it and nothing was done on it."""
        return not self.load.open and not self.load.done


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the calendar."""

    asked: Asked
    today: date
    title: str
    cells: list[Cell]
    weekdays: list[tuple[str, str]]
    before: str
    after: str
    is_shared: bool

    @property
    def weeks(self) -> list[list[Cell]]:
        """The days in rows of seven."""
        return [self.cells[n : n + 7] for n in range(0, len(self.cells), 7)]

    @property
    def listed(self) -> list[Cell]:
        """The days that an agenda names: today, and those with something on them."""
        return [cell for cell in self.cells if cell.is_today or not cell.is_empty]

    @property
    def open(self) -> int:
        """How many lie on the page's days."""
        return sum(cell.load.open for cell in self.cells)

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """Name, address, and whether it is the one that is open."""
        view = "agenda" if self.asked.view == "day" else self.asked.view
        names = {"month": _("Month"), "week": _("Week"), "agenda": _("Agenda")}
        return [(name, self.asked.seen_as(one), one == view) for one, name in names.items()]


def sheet(business: Business, membership: Membership, asked: Asked) -> Sheet:
    """The page that was asked for; the same number of queries for any number of follow-ups."""
    today = local_today(business)
    first, last = asked.span
    loads = on_days(first, last, named=NAMED[asked.view], membership_id=membership.pk if asked.mine else None)
    owed = [one for load in loads.values() for one in load.owed]
    whys = whys_of(owed) if asked.view in ("agenda", "day") else {}
    names = {member.pk: str(member.user) for member in team()}
    others = {pk: name for pk, name in names.items() if pk != membership.pk}
    opening = open_days(business)
    cells = [
        Cell(
            day=day,
            load=load,
            entries=_entries(load.owed, today, whys, others),
            is_today=day == today,
            is_past=day < today,
            is_closed=not opening.is_open(day),
            is_outside=asked.view == "month" and day.month != asked.on.month,
            path=asked.seen_as("day", day),
        )
        for day, load in loads.items()
    ]
    week = [asked.week_of(asked.on) + timedelta(days=n) for n in range(7)]
    return Sheet(
        asked=asked,
        today=today,
        title=_title(asked),
        cells=cells,
        weekdays=[(sentences.weekday(day), format_date(day, "EEE", locale=_locale())) for day in week],
        before=asked.seen_as(asked.view, asked.leafed(-1)),
        after=asked.seen_as(asked.view, asked.leafed(1)),
        is_shared=len(names) > 1,
    )


def _entries(owed: Sequence[Owed], today: date, whys: Mapping[int, str], others: Mapping[int, str]) -> list[Entry]:
    return [entry_of(one, today, whys.get(one.id, ""), others.get(one.membership_id or 0, "")) for one in owed]


def entry_of(one: Owed, today: date, why: str, who: str = "") -> Entry:
    """A follow-up with the days to which it may be moved; ``who``: somebody else for whom it is planned."""
    first, last = days_open_to(one, today)
    return Entry(
        owed=one,
        first=first,
        last=last,
        window=window_in_words(first, last, today),
        by=_by(one, today),
        is_late=one.is_late(today),
        why=why,
        who=who,
        move_path=reverse("calendar-move", args=[one.id]),
    )


def window_in_words(first: date, last: date, today: date) -> str:
    """22 November to 24 November; one day alone where they are the same."""
    words = {"first": sentences.short_day(first, today), "last": sentences.short_day(last, today)}
    return words["first"] if first == last else _("%(first)s to %(last)s") % words


def _by(one: Owed, today: date) -> str:
    if one.is_late(today):
        return sentences.by_when(one, today)
    return _("by %(day)s") % {"day": sentences.short_day(one.window_last, today)}


def _title(asked: Asked) -> str:
    first, last = asked.span
    if asked.view == "month":
        return sentences.capital(format_skeleton("yMMMM", asked.on, locale=_locale()))
    if asked.view == "day":
        return sentences.capital(sentences.today_in_words(asked.on))
    words = {"first": sentences.short_day(first, last), "last": day_in_full(last)}
    return _("%(first)s to %(last)s") % words


def _locale() -> str:
    return (get_language() or "en").replace("-", "_").split("@")[0]
