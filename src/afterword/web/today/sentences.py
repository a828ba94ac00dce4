"""Today's own sentences: who waits, by when, why this person and why now, what was just done."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_time
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop, ngettext, pgettext
from django.utils.translation import gettext as _

from afterword.domain.contact import Reason
from afterword.domain.reasons import sentence
from afterword.followups.queries import Counts, OnItsWay, Owed
from afterword.web.channel_names import channel_title
from afterword.web.templatetags.frame import day_mark, number

_NUMBERS = (
    gettext_noop("nobody"), gettext_noop("one"), gettext_noop("two"), gettext_noop("three"),
    gettext_noop("four"), gettext_noop("five"), gettext_noop("six"), gettext_noop("seven"),
    gettext_noop("eight"), gettext_noop("nine"), gettext_noop("ten"), gettext_noop("eleven"),
    gettext_noop("twelve"),
)  # fmt: skip


def in_words(count: int) -> str:
    """Up to twelve as a word, as one says it; beyond that in digits."""
    return _(_NUMBERS[count]) if 0 < count < len(_NUMBERS) else number(count)


def capital(text: str) -> str:
    """The sentence with a capital letter."""
    return text[:1].upper() + text[1:]


def headline(tally: Counts, only_one: str) -> str:
    """Who waits, as one sentence; ``only_one``: the name of the only person there is."""
    if tally.to_do_is_more:
        return _("More than %(number)s people are waiting to hear from you") % {"number": number(tally.people)}
    if tally.people == 1 and only_one:
        return _("%(name)s is waiting to hear from you") % {"name": only_one}
    if tally.people:
        sentence = ngettext(
            "%(number)s person is waiting to hear from you",
            "%(number)s people are waiting to hear from you",
            tally.people,
        )
        return capital(sentence % {"number": in_words(tally.people)})
    if tally.unclear:
        sentence = ngettext("Did this letter arrive?", "Did these %(number)s letters arrive?", tally.unclear)
        return sentence % {"number": in_words(tally.unclear)}
    if tally.done_today or tally.on_their_way:
        return _("Everybody has heard from you today")
    return _("Nobody is waiting to hear from you today")


def tallies(tally: Counts) -> list[str]:
    """What stands beside the date: late, done, unclear; nothing where there is nothing."""
    said = []
    if tally.done_today:
        said.append(
            ngettext("%(number)s done", "%(number)s done", tally.done_today) % {"number": in_words(tally.done_today)}
        )
    if tally.unclear:
        said.append(
            ngettext("%(number)s we are not sure about", "%(number)s we are not sure about", tally.unclear)
            % {"number": in_words(tally.unclear)}
        )
    return said


def late_in_words(count: int) -> str:
    """One is late."""
    return ngettext("%(number)s is late", "%(number)s are late", count) % {"number": in_words(count)}


def today_in_words(day: date) -> str:
    """Saturday 21 November."""
    return format_date(day, f"EEEE {day_mark(_locale())} MMMM", locale=_locale())


def short_day(day: date, today: date) -> str:
    """21 November; with the year where it is another one."""
    day_month = f"{day_mark(_locale())} MMMM"
    return _written(day, day_month if day.year == today.year else f"{day_month} y", _locale())


@lru_cache(maxsize=2048)
def _written(day: date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale=locale)


def weekday(day: date) -> str:
    """Monday."""
    return _written(day, "EEEE", _locale())


def by_when(owed: Owed, today: date) -> str:
    """Until when it is in time."""
    days = (owed.window_last - today).days
    if owed.due_on > today:
        return _("from %(day)s") % {"day": short_day(owed.due_on, today)}
    if days < 0:
        return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    if days == 0:
        return _("today, the last day")
    if days == 1:
        return _("by tomorrow")
    day = weekday(owed.window_last) if days < 7 else short_day(owed.window_last, today)
    return _("by %(day)s") % {"day": day}


def on_its_way(message: OnItsWay, now: datetime) -> str:
    """What a message that has not left is waiting for."""
    if message.state in ("claimed", "handing"):
        return _("leaves this moment")
    if message.state == "held":
        return _reason(message.reason) or _("Held back for now.")
    at = clock_time(message.leaves_at)
    if message.state == "retrying":
        return _("The other side said “not now”; it is tried again at %(time)s.") % {"time": at}
    seconds = round((message.leaves_at - now).total_seconds())
    if seconds > 90:
        return _("leaves at %(time)s") % {"time": at}
    if seconds < 1:
        return _("leaves this moment")
    return ngettext("leaves in %(seconds)d second", "leaves in %(seconds)d seconds", seconds) % {"seconds": seconds}


def _reason(code: str) -> str:
    return sentence(Reason(code), translate=_) if code in Reason.__members__.values() else ""


def clock_time(moment: datetime) -> str:
    """The time of day at the business."""
    return format_time(timezone.localtime(moment), "short", tzinfo=timezone.get_current_timezone(), locale=_locale())


def moment_in_words(moment: datetime, today: date) -> str:
    """Today at 15:00, on Tuesday at 09:00, on 3 December at 12:00; in the business's zone."""
    on = timezone.localtime(moment).date()
    words = {"time": clock_time(moment), "day": weekday(on) if 0 < (on - today).days < 7 else short_day(on, today)}
    return (_("today at %(time)s") if on == today else _("on %(day)s at %(time)s")) % words


def did(owed: Owed) -> str:
    """What became of one that is done: wrote, called, posted."""
    return {
        "email": pgettext("done", "e-mail"),
        "phone": pgettext("done", "call"),
        "post": pgettext("done", "letter or card"),
    }.get(owed.channel) or channel_title(owed.channel)


def _locale() -> str:
    return (get_language() or "en").replace("-", "_").split("@")[0]
