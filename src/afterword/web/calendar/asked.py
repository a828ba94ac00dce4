"""What the address of a calendar page asks for: which view, around which day, and whose follow-ups."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from urllib.parse import urlencode

from babel import Locale, UnknownLocaleError
from django.http import Http404, QueryDict
from django.urls import reverse

from afterword.domain.civil import add_months

VIEWS = ("month", "week", "agenda", "day")
AGENDA_DAYS = 14
#: Years around today that can be leafed to.
MOST_YEARS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """``view`` is one of ``VIEWS``; ``on`` the civil day it stands around; ``mine``: without what others do."""

    view: str
    on: date
    mine: bool
    first_weekday: int

    @property
    def path(self) -> str:
        """The address of this very page."""
        return reverse("calendar-view", args=[self.view]) + "?" + urlencode(self.kept)

    @property
    def kept(self) -> dict[str, str]:
        """What forms carry along to come back here."""
        return {"on": self.on.isoformat()} | ({"whose": "mine"} if self.mine else {})

    def seen_as(self, view: str, on: date | None = None) -> str:
        """The address of another view of the same, around another day if one is named."""
        return replace(self, view=view, on=on or self.on).path

    def of(self, *, mine: bool) -> str:
        """The address of the same page for oneself, or for everybody."""
        return replace(self, mine=mine).path

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day that the page shows; a month's weeks are whole."""
        if self.view == "day":
            return self.on, self.on
        if self.view == "agenda":
            return self.on, self.on + timedelta(days=AGENDA_DAYS - 1)
        if self.view == "week":
            monday = self.week_of(self.on)
            return monday, monday + timedelta(days=6)
        last = self.on.replace(day=monthrange(self.on.year, self.on.month)[1])
        return self.week_of(self.on.replace(day=1)), self.week_of(last) + timedelta(days=6)

    def week_of(self, day: date) -> date:
        """The first day of the week of a day, as the business's country counts weeks."""
        return day - timedelta(days=(day.weekday() - self.first_weekday) % 7)

    def leafed(self, by: int) -> date:
        """The day around which the next page (1), or the one before (-1), stands."""
        if self.view == "month":
            return add_months(self.on.replace(day=1), by)
        days = {"week": 7, "agenda": AGENDA_DAYS, "day": 1}[self.view]
        return self.on + timedelta(days=by * days)


def asked_for(given: QueryDict, view: str, *, today: date, country: str) -> Asked:
    """Read from a query string or a form's fields; a day that cannot be read is today."""
    if view not in VIEWS:
        raise Http404
    try:
        on = date.fromisoformat(given.get("on", ""))
    except ValueError:
        on = today
    if abs(on.year - today.year) > MOST_YEARS:
        on = today
    return Asked(view, on, given.get("whose") == "mine", first_weekday(country))


@cache
def first_weekday(country: str) -> int:
    """The day on which a country's weeks begin, Monday is 0."""
    try:
        return Locale.parse(f"und_{country}").first_week_day
    except (UnknownLocaleError, ValueError):
        return 0
