"""What the audit's pages say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from afterword.plans.auditing.exceptions import MOST_COUNTED, Kind, Place
from afterword.web.templatetags.frame import number


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of exception: how many, what it is, where they are named."""

    count: int
    in_figures: str
    says: str
    path: str
    picture: str


_PICTURES = {
    Kind.FORGOTTEN: "user-round-x",
    Kind.UNCLEAR: "circle-question-mark",
    Kind.LATE: "clock-alert",
    Kind.NOT_COVERED: "user-round-minus",
    Kind.CANNOT_BE_REACHED: "unplug",
}


def exception_line(kind: Kind, count: int) -> Line:
    """The line of the audit's page."""
    of_people = kind in (Kind.FORGOTTEN, Kind.CANNOT_BE_REACHED)
    path = reverse("audit-people" if of_people else "audit-touches", args=[kind])
    figures = _("more than %(number)s") % {"number": number(MOST_COUNTED)} if count > MOST_COUNTED else number(count)
    return Line(count, number(count) if of_people else figures, _says(kind, count), path, _PICTURES[kind])


def _says(kind: Kind, count: int) -> str:
    if not count:
        return {
            Kind.FORGOTTEN: _("Nobody would be forgotten"),
            Kind.UNCLEAR: _("Of every letter it is known whether it arrived"),
            Kind.LATE: _("Nothing is late"),
            Kind.NOT_COVERED: _("No step is with somebody who is not there"),
            Kind.CANNOT_BE_REACHED: _("Everybody can be reached"),
        }[kind]
    match kind:
        case Kind.FORGOTTEN:
            return ngettext("would be forgotten", "would be forgotten", count)
        case Kind.UNCLEAR:
            return ngettext("letter: did it arrive?", "letters: did they arrive?", count)
        case Kind.LATE:
            return ngettext("step is late", "steps are late", count)
        case Kind.NOT_COVERED:
            return ngettext("step is with somebody who is not there", "steps are with somebody who is not there", count)
        case _:
            return ngettext("customer cannot be reached", "customers cannot be reached", count)


def title(kind: Kind) -> str:
    """What a list of touches is called."""
    return {
        Kind.UNCLEAR: _("Did they arrive?"),
        Kind.LATE: _("Late"),
        Kind.NOT_COVERED: _("With somebody who is not there"),
    }[kind]


def explanation(kind: Kind) -> str:
    """What it means, and what a person can do."""
    return {
        Kind.FORGOTTEN: "",
        Kind.UNCLEAR: _("They were handed over, and no answer came. Say whether each arrived; nothing is sent twice."),
        Kind.LATE: _("Their days have passed, and they can still do good. Put them on your list, or skip them there."),
        Kind.NOT_COVERED: _("The member is away on their day, or has left. Take them over, or give them to somebody."),
        Kind.CANNOT_BE_REACHED: _("No address on record works. Add one, and their plans begin by themselves."),
    }[kind]


def month_name(month: date) -> str:
    """A short name: Nov."""
    return str(format_date(month, "LLL", locale=_locale())).rstrip(".").capitalize()


def month_and_year(month: date) -> str:
    """November 2026, in the reader's language."""
    return str(format_date(month, "LLLL y", locale=_locale()))


def place_query(place: Place | None) -> str:
    """Where the next page begins, for its address; empty where there is none."""
    return f"?after={place[0].isoformat()}_{place[1]}_{place[2]}" if place else ""


def _locale() -> str:
    return (get_language() or "en").replace("-", "_")
