"""What a trial came to, in sentences and in rows: of one, and of two beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from afterword.businesses.queries import current_business
from afterword.plans.simulating.words import why_left_out
from afterword.web.channel_names import channel_title
from afterword.web.templatetags.frame import day, money, number

#: What the room below says in English.
SAID_BELOW = (gettext_noop("An earlier purchase is being followed up already, and this one belongs to it."),)

Told = Mapping[str, Any]


def sentences_of(told: Told, *, days: int, lies_back: bool) -> list[str]:
    """The outcome, the most important first."""
    touches, weeks = told["touches"], max(1, round(days / 7))
    if not touches:
        return [
            _("Nobody would have heard from you by this plan.")
            if lies_back
            else _("From what has been recorded so far, nobody hears from you by this plan in these days.")
        ]
    whom = {"customers": number(told["customers"]), "touches": number(touches), "week": number(round(touches / weeks))}
    if lies_back:
        first = ngettext(
            "It would have reached %(customers)s customer: %(touches)s touches in all, about %(week)s a week.",
            "It would have reached %(customers)s customers: %(touches)s touches in all, about %(week)s a week.",
            told["customers"],
        )
    else:
        first = ngettext(
            "It reaches %(customers)s customer: %(touches)s touches in all, about %(week)s a week.",
            "It reaches %(customers)s customers: %(touches)s touches in all, about %(week)s a week.",
            told["customers"],
        )
    found = [first % whom, _time_it_takes(told["minutes"])]
    if told["cost_minor"]:
        found.append(_("Cards and postage cost about %(amount)s.") % {"amount": _money(told)})
    return [*found, _("The busiest day is %(day)s.") % {"day": _busiest(told)}, *_channels(told)]


def rows_of_two(one: Told, other: Told) -> list[tuple[str, str, str]]:
    """What can be compared of two trials: what it is, of the one, of the other."""
    both = (one, other)
    rows: list[tuple[str, Sequence[str]]] = [
        (_("Customers"), [number(told["customers"]) for told in both]),
        (_("Touches"), [number(told["touches"]) for told in both]),
        (_("Minutes"), [number(told["minutes"]) for told in both]),
        *(
            [(_("Cards and postage"), [_money(told) for told in both])]
            if any(told["cost_minor"] for told in both)
            else []
        ),
        (_("The busiest day"), [_busiest(told) if told["touches"] else "–" for told in both]),
    ]
    names = _channel_names()
    rows += [
        (names.get(channel) or channel_title(channel), [number(told["channels"].get(channel, 0)) for told in both])
        for channel in dict.fromkeys((*one["channels"], *other["channels"]))
    ]
    return [(what, *_pair(values)) for what, values in rows]


def weeks_of_two(one: Told, other: Told) -> list[tuple[date, int, int, str, int, int, str]]:
    """Week by week: the Monday, then touches, minutes and money of each."""
    currency = current_business().currency
    return [
        (
            date.fromisoformat(monday), touches, minutes, money(cost, currency),
            later[1], later[2], money(later[3], currency),
        )
        for (monday, touches, minutes, cost), later in zip(one["weeks"], other["weeks"], strict=True)
    ]  # fmt: skip


def left_out(told: Told) -> list[tuple[int, str]]:
    """How many are left out, and why."""
    return [(count, why_left_out(reason, _)) for reason, count in told["dropped"].items()]


def left_out_of_two(one: Told, other: Told) -> list[tuple[str, int, int]]:
    """Why something is left out, and how many of each."""
    reasons = dict.fromkeys((*one["dropped"], *other["dropped"]))
    return [
        (why_left_out(reason, _), one["dropped"].get(reason, 0), other["dropped"].get(reason, 0)) for reason in reasons
    ]


def _pair(values: Sequence[str]) -> tuple[str, str]:
    return values[0], values[1]


def _money(told: Told) -> str:
    return money(told["cost_minor"], current_business().currency)


def _busiest(told: Told) -> str:
    on, most, minutes = told["busiest"]
    return ngettext(
        "%(day)s, with %(count)s touch and %(minutes)s minutes",
        "%(day)s, with %(count)s touches and %(minutes)s minutes",
        most,
    ) % {"day": day(date.fromisoformat(on)), "count": number(most), "minutes": number(minutes)}


def _time_it_takes(minutes: int) -> str:
    if minutes < 120:
        return ngettext(
            "It takes %(count)d minute of your time in all.", "It takes %(count)d minutes of your time in all.", minutes
        ) % {"count": minutes}
    hours = round(minutes / 60)
    return _("It takes about %(hours)s hours of your time in all.") % {"hours": number(hours)}


def _channel_names() -> dict[str, str]:
    return {"email": _("E-mails"), "phone": _("Calls"), "post": _("Letters and cards")}


def _channels(told: Told) -> list[str]:
    names = _channel_names()
    return [
        f"{names.get(channel) or channel_title(channel)}: {number(count)}."
        for channel, count in told["channels"].items()
    ]
