"""What is known of a customer, in sentences short enough to write one line from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from babel.lists import format_list
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from afterword.followups.guarding.known import Known
from afterword.sales.queries import Purchase
from afterword.web.templatetags.frame import day, money, number
from afterword.web.today.sentences import short_day

#: Letters of one text that are shown, and sent where the assistant is asked.
LONGEST = 240


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what is known, and somebody's own words in it; empty: none."""

    said: str
    words: str = ""

    @property
    def whole(self) -> str:
        """Both together."""
        return f"{self.said} “{self.words}”" if self.words else self.said


def facts_of(known: Known, today: date) -> list[Fact]:
    """The most telling first: what they said, what they bought, how long, their days, what was noted."""
    return [*_said(known, today), *_bought(known, today), *_years(known), *_days(known), *_noted(known)]


def _said(known: Known, today: date) -> Iterator[Fact]:
    for one in known.words:
        on = {"day": short_day(_day_of(one.at), today)}
        said = _("They wrote on %(day)s:") if one.theirs else _("You noted on %(day)s:")
        yield Fact(said % on, _short(one.words))


def _bought(known: Known, today: date) -> Iterator[Fact]:
    for one in known.purchases:
        yield Fact(_purchase(one, today))


def _purchase(one: Purchase, today: date) -> str:
    said = {"day": short_day(one.sold_on, today), "total": money(abs(one.total_minor), one.currency)}
    if one.total_minor < 0:
        return _("Got %(total)s back on %(day)s.") % said
    if not one.things:
        return _("Bought something for %(total)s on %(day)s.") % said
    things = format_list(list(one.things[:3]), locale=(get_language() or "en").replace("-", "_"))
    return _("Bought %(things)s on %(day)s, for %(total)s.") % {**said, "things": things}


def _years(known: Known) -> Iterator[Fact]:
    sales = known.bought.sales if known.bought else 0
    if known.since is not None:
        yield Fact(_("Your customer since %(day)s.") % {"day": day(known.since)})
    if sales > 1:
        yield Fact(
            ngettext("%(count)s purchase in all.", "%(count)s purchases in all.", sales) % {"count": number(sales)}
        )
    elif sales == 1:
        yield Fact(_("It is their first purchase."))


def _days(known: Known) -> Iterator[Fact]:
    if known.birthday is not None:
        in_a_leap_year = known.birthday.replace(year=2024)
        yield Fact(_("Birthday on %(day)s.") % {"day": short_day(in_a_leap_year, in_a_leap_year)})
    for name, on in known.dates:
        yield Fact(_("%(name)s: %(day)s.") % {"name": name, "day": day(on)})


def _noted(known: Known) -> Iterator[Fact]:
    if known.note:
        yield Fact(_("On their page stands:"), _short(known.note))


def _short(words: str) -> str:
    folded = " ".join(words.split())
    return folded if len(folded) <= LONGEST else f"{folded[: LONGEST - 1].rpartition(' ')[0] or folded[:LONGEST]}…"


def _day_of(moment: datetime) -> date:
    return timezone.localtime(moment).date()
