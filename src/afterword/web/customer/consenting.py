"""Whether one may write to a customer, by which channel and what for; and what they said about it, written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from afterword.customers import actions as customers
from afterword.customers.models import Consent, Customer
from afterword.domain.channel import Channel
from afterword.domain.contact import Purpose
from afterword.domain.trouble import Trouble
from afterword.followups.permissions import Because, Permission, permissions_of
from afterword.web.customer.acting import acts
from afterword.web.templatetags.frame import day

CARE, OFFERS, BOTH = str(Purpose.CARE), str(Purpose.PROMOTION), "both"
#: Words of a history that is shown at once.
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One channel: its name, and for each purpose whether one may and why."""

    key: str
    name: str
    answers: list[tuple[str, bool, str]]


@dataclass(frozen=True, slots=True)
class Word:
    """One yes or no as it was written down."""

    said: str
    consent: Consent


class ConsentForm(forms.Form):
    """What a customer said."""

    channel = forms.CharField(max_length=10)
    purpose = forms.ChoiceField(choices=[(CARE, CARE), (OFFERS, OFFERS), (BOTH, BOTH)])
    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    source = forms.CharField(max_length=200)
    wording = forms.CharField(max_length=1000, required=False)


class NotSaid(Trouble):
    """A field is missing or cannot be read."""


def consent_panel(customer: Customer, consents: Sequence[Consent]) -> dict[str, object]:
    """What the panel shows."""
    lines: dict[str, Line] = {}
    for one in permissions_of(customer):
        line = lines.setdefault(one.channel, Line(one.channel, _name(one.channel), []))
        line.answers.append((_about(one.purpose), one.may, _why(one)))
    for line in lines.values():
        if len({(may, why) for _for, may, why in line.answers}) == 1:
            line.answers[:] = [(_("For anything"), *line.answers[0][1:])]
    words = [Word(_said(one), one) for one in consents[:MOST_SHOWN]]
    return {"may_write": list(lines.values()), "words": words}


@acts
def record(request: HttpRequest, customer: Customer) -> str:
    """They said yes or no."""
    form = ConsentForm(request.POST)
    if not form.is_valid():
        raise NotSaid(_("Say what they agreed to or not, and how you know."))
    told = form.cleaned_data
    channels = {one.channel for one in permissions_of(customer)}
    if told["channel"] not in channels:
        raise NotSaid(_("They cannot be reached that way. Add the address first."))
    for purpose in (CARE, OFFERS) if told["purpose"] == BOTH else (told["purpose"],):
        customers.record_consent(
            customer_id=customer.pk,
            purpose=purpose,
            channel=told["channel"],
            granted=told["answer"] == "yes",
            source=told["source"].strip(),
            wording=told["wording"].strip(),
            actor_id=request.user.pk,
        )
    return _("It is written down, with how you know it.")


def _name(channel: Channel | str) -> str:
    known = {"email": _("E-mail"), "phone": _("Telephone"), "post": _("Post"), "sms": _("Text message")}
    return known.get(str(channel), Channel(str(channel)).called)


def _about(purpose: str) -> str:
    return _("Offers") if purpose == OFFERS else _("About their purchases")


def _said(one: Consent) -> str:
    known = {CARE: _("about their purchases"), OFFERS: _("offers"), "public": _("being named in public")}
    about = known.get(one.purpose, _("everything"))
    words = {"about": about, "channel": _name(one.channel)}
    return (_("Yes to %(about)s · %(channel)s") if one.granted else _("No to %(about)s · %(channel)s")) % words


def _why(one: Permission) -> str:
    facts = {"day": day(one.day)}
    return {
        Because.SAID_YES: _("they said yes"),
        Because.SAID_NO: _("they said no"),
        Because.SILENCE: _("they never said no"),
        Because.BOUGHT: _("they bought on %(day)s") % facts,
        Because.ASKED: _("they asked on %(day)s") % facts,
        Because.NO_YES_NEEDED: _("no yes is needed there"),
        Because.NEEDS_A_YES: _("it needs their yes"),
    }[one.because]
