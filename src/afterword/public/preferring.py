"""The page on which customers say what they want to hear, by which channel and how often; opened by their own link."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from afterword.channels.accounts import channels_that_send
from afterword.conversations.asked_for import Wish as OwnData
from afterword.conversations.asked_for import ask_about_own_data
from afterword.customers.preferring import (
    CHANNELS,
    OFTEN,
    Choice,
    Wish,
    keep_preferences,
    preferences_of,
    stop_everything,
)
from afterword.domain.channel import Channel
from afterword.public.unsubscribing import by_link, customer_of, unknown


@dataclass(frozen=True, slots=True)
class Option:
    """One button of a choice."""

    value: str
    said: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One channel with its buttons."""

    channel: str
    title: str
    shown: str
    is_fixed: bool
    options: tuple[Option, ...]


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what holds and changes nothing; POST keeps what was chosen."""
    customer_id = customer_of(token)
    if customer_id is None:
        return unknown(request)
    kept = ""
    if request.method == "POST":
        kept = _keep(request, customer_id)
    held = preferences_of(customer_id, channels=_channels())
    often = [Option(str(days), _often(days), days == held.every_days) for days in OFTEN]
    context = {
        "token": token,
        "asked": [_asked(choice) for choice in held.choices],
        "often": often,
        "kept": kept,
        "hears_nothing": all(choice.wish is Wish.NOTHING for choice in held.choices),
    }
    return render(request, "public/preferences.html", context)


def _keep(request: HttpRequest, customer_id: int) -> str:
    if request.POST.get("own_data") in set(OwnData):
        ask_about_own_data(customer_id=customer_id, wish=OwnData(request.POST["own_data"]))
        return _("It is written down. A person will answer you within a month.")
    if request.POST.get("everything") == "stop":
        stop_everything(customer_id=customer_id, wording=_("Stop everything"))
        return _("You will hear nothing more. What was already on its way may still arrive.")
    known = {str(wish): wish for wish in Wish}
    wishes = {channel: known[said] for channel, said in request.POST.items() if said in known}
    wordings = {f"{channel} {wish}": f"{_title(channel)}: {_said(wish)}" for channel, wish in wishes.items()}
    days = request.POST.get("often", "")
    every = int(days) if days.isascii() and days.isdigit() and len(days) < 5 else -1
    keep_preferences(customer_id=customer_id, wishes=wishes, every_days=every, wordings=wordings, channels=_channels())
    return _("Thank you. This is how it is from now on.")


def _channels() -> list[str]:
    """What the page asks about: mail, telephone and post, and whatever else this business sends by."""
    return list(dict.fromkeys([*CHANNELS, *sorted(channels_that_send())]))


def _asked(choice: Choice) -> Asked:
    options = tuple(Option(str(wish), _said(wish), wish is choice.wish) for wish in Wish)
    return Asked(choice.channel, _title(choice.channel), choice.shown, choice.is_fixed, options)


def _title(channel: str) -> str:
    titles = {
        str(Channel.EMAIL): _("E-mail"),
        str(Channel.PHONE): _("Telephone"),
        str(Channel.POST): _("Post"),
        str(Channel.SMS): _("Text message"),
    }
    return titles.get(channel) or Channel(channel).called


def _said(wish: Wish) -> str:
    return {
        Wish.ALL: _("What concerns my purchases, and offers"),
        Wish.CARE: _("Only what concerns my purchases"),
        Wish.NOTHING: _("Nothing"),
    }[wish]


def _often(days: int) -> str:
    return {
        0: _("As it comes; it is never much"),
        30: _("At most once a month"),
        90: _("At most every three months"),
        180: _("At most twice a year"),
    }[days]
