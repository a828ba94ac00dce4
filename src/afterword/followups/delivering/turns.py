"""When a message goes that its account cannot take now, in one sentence for whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from afterword.businesses.queries import current_business
from afterword.channels.accounts import ReadyAccount, account_for
from afterword.domain.civil import local_date
from afterword.domain.pacing import Bound, Room, day_of_turn, most_on
from afterword.followups.calendars import open_days
from afterword.followups.delivering.pacing import Turnstile
from afterword.followups.delivering.pressing import length, place_of
from afterword.followups.models import Message

ShowDay = Callable[[date], str]


def turn_of(message: Message, *, show_day: ShowDay) -> str:
    """For a message that is due: why it waits for another hour or day, and for which; empty where it can leave now."""
    turnstile = _turnstile(message.channel)
    if turnstile is None:
        return ""
    found = turnstile.room()
    place = place_of(message_id=message.pk, channel=message.channel)
    if found.left is None or place <= found.left:
        return ""
    day = _day_of(place, turnstile)
    if day > local_date(message.useless_after - timedelta(seconds=1), turnstile.zone):
        return _("%(because)s Its turn comes only %(when)s, when it is of no use any more.") % {
            "because": _because(turnstile, found),
            "when": _when(day, turnstile, show_day),
        }
    return _("%(because)s This one goes %(when)s.") % {
        "because": _because(turnstile, found),
        "when": _when(day, turnstile, show_day),
    }


def queue_in_words(channel: str, *, show_day: ShowDay) -> str:
    """How many wait because the account takes no more now, and until when; empty where none has to."""
    turnstile = _turnstile(channel)
    if turnstile is None:
        return ""
    found = turnstile.room()
    waiting = length(channel)
    left = 0 if found.left is None else waiting - found.left
    if found.left is None or left <= 0:
        return ""
    return ngettext(
        "%(because)s One message waits and goes %(when)s.",
        "%(because)s %(count)d messages wait, and the last of them goes %(when)s.",
        left,
    ) % {
        "because": _because(turnstile, found),
        "count": left,
        "when": _when(_day_of(waiting, turnstile), turnstile, show_day),
    }


def _turnstile(channel: str) -> Turnstile | None:
    account = account_for(channel)
    return Turnstile.of(account) if isinstance(account, ReadyAccount) else None


def _day_of(place: int, turnstile: Turnstile) -> date:
    opening = open_days(current_business())
    return day_of_turn(place, turnstile.account.pace, turnstile.spent(), turnstile.today(), opening)


def _because(turnstile: Turnstile, found: Room) -> str:
    pace = turnstile.account.pace
    if found.bound is Bound.HOUR:
        return _an_hour(pace.an_hour or 0)
    most, bound = most_on(pace, turnstile.spent().days_before)
    if bound is Bound.WARM_UP:
        return _("Your sender is new and begins slowly, with %(most)d messages today.") % {"most": most}
    most = most or 0
    return ngettext(
        "Your account takes %(most)d message a day.", "Your account takes %(most)d messages a day.", most
    ) % {"most": most}


def _an_hour(most: int) -> str:
    return ngettext(
        "Your account takes %(most)d message an hour.", "Your account takes %(most)d messages an hour.", most
    ) % {"most": most}


def _when(day: date, turnstile: Turnstile, show_day: ShowDay) -> str:
    today = turnstile.today()
    if day == today:
        return _("later today")
    if day == today + timedelta(days=1):
        return _("tomorrow")
    return _("on %(day)s") % {"day": show_day(day)}
