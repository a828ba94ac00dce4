"""Does your mail arrive? What the DNS says of the sender, the keys that sign, and how much leaves in a day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from afterword.channels.accounts import EMAIL, ReadyAccount, account_for, keep_pace
from afterword.channels.email.dkim import Algorithm
from afterword.channels.models import ChannelAccount, SigningKey
from afterword.channels.sender_checks import (
    NoSender,
    Sender,
    check_sender,
    findings_of,
    latest_check,
    sender_of_letters,
)
from afterword.channels.signing_keys import STAYS_FOR, NoSuchKey, keys_of, make_signing_key, remove_signing_key
from afterword.domain.mailboxes import is_given_away, usual_day
from afterword.domain.pacing import Room, Spent
from afterword.domain.sender_records import Advice, Record, Standing
from afterword.followups.delivering.pacing import Turnstile
from afterword.infra import clock
from afterword.web.notices import say, say_trouble
from afterword.web.permissions import needs
from afterword.web.settings.forms import PaceForm

_PICTURES = {Standing.GOOD: "circle-check", Standing.WEAK: "circle-alert", Standing.WRONG: "circle-x"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding as the page shows it, in the reader's language."""

    title: str
    picture: str
    standing: str
    said: str
    to_do: str
    record: Record | None
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class Key:
    """One signing key as the page shows it."""

    row: SigningKey
    host: str
    #: The record stands among the findings already.
    is_told: bool
    may_go: bool
    #: A replaced key whose record should stay in the DNS for some days yet.
    stays: bool


@dataclass(frozen=True, slots=True)
class Leaving:
    """What has left today and what still may."""

    spent: Spent
    room: Room


@require_safe
@needs("channels")
def arriving(request: HttpRequest) -> HttpResponse:
    """What was found when the DNS was last asked, what to add to it, the keys, and the pace."""
    return _page(request, PaceForm(initial=PaceForm.initial_of(_account())))


@require_POST
@needs("channels")
def check(request: HttpRequest) -> HttpResponse:
    """Ask the DNS now."""
    try:
        check_sender()
    except NoSender as trouble:
        say_trouble(request, trouble)
    return redirect("settings-arriving")


@require_POST
@needs("channels")
def make_key(request: HttpRequest) -> HttpResponse:
    """Make a key for the sender's domain and show what to put into the DNS."""
    sender = sender_of_letters()
    if sender is None or is_given_away(sender.domain):
        say_trouble(request, "Letters need a sender with a domain of your own. Enter it under Settings, Channels.")
    else:
        kind = Algorithm.ED25519 if request.POST.get("kind") == Algorithm.ED25519 else Algorithm.RSA
        make_signing_key(domain=sender.domain, algorithm=kind)
        say(request, _("The key is made. Put its record into the DNS, then press “Check now”: it signs from then on."))
    return redirect("settings-arriving")


@require_POST
@needs("channels")
def remove_key(request: HttpRequest, key_id: int) -> HttpResponse:
    """Take a key away that does not sign."""
    try:
        remove_signing_key(key_id=key_id)
    except NoSuchKey as trouble:
        say_trouble(request, trouble)
    else:
        say(request, _("The key is gone. You may take its record out of the DNS as well."))
    return redirect("settings-arriving")


@require_POST
@needs("channels")
def pace(request: HttpRequest) -> HttpResponse:
    """Keep how much may leave in a day and in an hour, and whether the sender begins slowly."""
    form = PaceForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    keep_pace(key=EMAIL, **form.limits())
    say(request, _("Kept. It holds from the next letter on."))
    return redirect("settings-arriving")


def _page(request: HttpRequest, form: PaceForm) -> HttpResponse:
    sender = sender_of_letters()
    last = latest_check(sender.domain) if sender else None
    found = findings_of(last) if last else []
    context = {
        "tab": "channels",
        "sender": sender,
        "given_away": bool(sender and is_given_away(sender.domain)),
        "last": last,
        "is_stale": bool(last and sender and last.sends_through != sender.server),
        "findings": [_shown(finding) for finding in found],
        "keys": _keys(sender, {finding.record.host for finding in found if finding.record}),
        "form": form,
        "usual": usual_day(sender.server, sender.address) if sender else None,
        "leaving": _leaving(),
    }
    return render(request, "web/settings/arriving.html", context, status=422 if form.errors else 200)


def _shown(finding: Advice) -> Finding:
    return Finding(
        title=_title(finding.name),
        picture=_PICTURES[finding.standing],
        standing={
            Standing.GOOD: _("In order"), Standing.WEAK: _("Could be better"), Standing.WRONG: _("Wrong"),
        }[finding.standing],
        said=_(finding.sentence) % finding.values,
        to_do=_(finding.what) % finding.values if finding.what else "",
        record=finding.record,
        is_wrong=finding.standing is Standing.WRONG,
    )  # fmt: skip


def _title(name: str) -> str:
    return {
        "Proof": _("Can your letters prove that they are yours?"),
        "SPF": _("Which servers may send (SPF)"),
        "DKIM": _("The signature (DKIM)"),
        "DMARC": _("What becomes of forgeries (DMARC)"),
    }.get(name, name)


def _keys(sender: Sender | None, told: Collection[str]) -> Sequence[Key]:
    if sender is None:
        return []
    return [
        Key(
            row=key,
            host=_host_of(key),
            is_told=_host_of(key) in told,
            may_go=key.shown_since is None or key.replaced_at is not None,
            stays=key.replaced_at is not None and clock.now() < key.replaced_at + STAYS_FOR,
        )
        for key in keys_of(sender.domain)
    ]


def _host_of(key: SigningKey) -> str:
    return f"{key.selector}._domainkey.{key.domain}"


def _leaving() -> Leaving | None:
    account = account_for(EMAIL)
    turnstile = Turnstile.of(account) if isinstance(account, ReadyAccount) else None
    return Leaving(turnstile.spent(), turnstile.room()) if turnstile else None


def _account() -> ChannelAccount | None:
    return ChannelAccount.objects.filter(channel=EMAIL).first()
