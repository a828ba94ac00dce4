"""The accounts through which a business sends: their settings, whether they may be used now, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings as installation
from django.db import transaction
from django.utils.translation import gettext as _

from afterword.businesses.queries import current_business, local_today
from afterword.channels.email.addresses import BadAddress, wire_address
from afterword.channels.email.loopback import NotLocal, all_local, is_this_machine, only_local
from afterword.channels.email.settings import BadSettings, MailServer
from afterword.channels.email.ways import secrets_of, settings_from_url, way_out
from afterword.channels.models import ChannelAccount
from afterword.channels.port import Channel, Kind, KnowsItsHosts, Mailbox, Outcome, Parcel
from afterword.channels.registry import UnknownChannel, channel, channels
from afterword.channels.signing_keys import domain_of, signing_setting
from afterword.domain.mailboxes import usual_day
from afterword.domain.no_reply import NO_REPLY, is_no_reply
from afterword.domain.pacing import UNLIMITED, Pace
from afterword.domain.trouble import Trouble
from afterword.infra import clock, vault

EMAIL = "email"

#: Lines to a server at once. Providers allow few; a server on this machine is our own, and waits are shorter together.
LINES = 4
LINES_ON_THIS_MACHINE = 8


class BadAccount(Trouble):
    """The account cannot be used like this; the sentence says what to change."""


@dataclass(frozen=True, slots=True)
class ReadyAccount:
    """An account that may be used now: its channel, that channel's settings, and who the sender is."""

    channel: Channel
    settings: Mapping[str, str]
    sender: Mailbox
    #: Another number, within one process, whenever somebody kept or tested the settings or EMAIL_URL changed.
    edition: int = 0
    #: How many lines at once suit its server.
    lines: int = LINES
    #: How many messages it takes.
    pace: Pace = UNLIMITED
    #: Since when a new sender begins slowly, a date of the business.
    warms_up_since: date | None = None


@dataclass(frozen=True, slots=True)
class NotReady:
    """Why nothing can leave by a channel at the moment, and what to do, in one sentence."""

    why: str


def account_for(key: str) -> ReadyAccount | NotReady:
    """The current business's account for a channel, or why there is none to use."""
    try:
        wanted = channel(key)
    except UnknownChannel as unknown:
        return NotReady(str(unknown))
    if wanted.by_hand:
        return NotReady(_("%(channel)s is done by a person.") % {"channel": wanted.title})
    account = ChannelAccount.objects.filter(channel=key).first()
    if account is not None and account.paused_reason:
        return NotReady(account.paused_reason)
    if account is not None and not account.is_active:
        return NotReady(_("Sending is switched off under Settings, Channels."))
    try:
        values = settings_of(key, account)
        return NotReady(values.why) if isinstance(values, NotReady) else _ready(wanted, values, account)
    except (BadSettings, BadAddress, NotLocal, vault.UnreadableSecret) as trouble:
        return NotReady(str(trouble))


def settings_of(key: str, account: ChannelAccount | None) -> Mapping[str, str] | NotReady:
    """The settings in force: for e-mail ``EMAIL_URL`` comes before what was saved. Raises BadSettings."""
    if key == EMAIL and installation.EMAIL_URL:
        return _settings_from_url(installation.EMAIL_URL)
    if account is None or not account.sealed_settings:
        if key != EMAIL and not channel(key).settings_fields:
            return {}
        return NotReady(_nothing_is_set_up(key))
    return vault.unseal(account.sealed_settings)


def _nothing_is_set_up(key: str) -> str:
    if key == EMAIL:
        return _("No mail server is set up yet. Enter one under Settings, Channels.")
    return _("%(channel)s is not set up yet. Enter an account under Settings, Channels.") % {
        "channel": channel(key).title
    }


def channels_that_send() -> frozenset[str]:
    """By which channels messages leave the current business: e-mail always (what cannot leave yet waits), any other
    once it is set up; until then a person does it. One query.
    """
    set_up = set(ChannelAccount.objects.exclude(sealed_settings="").values_list("channel", flat=True))
    return frozenset(
        key
        for key, one in channels().items()
        if not one.by_hand and (key == EMAIL or key in set_up or not one.settings_fields)
    )


_settings_from_url = lru_cache(maxsize=4)(settings_from_url)


def _ready(wanted: Channel, values: Mapping[str, str], account: ChannelAccount | None) -> ReadyAccount | NotReady:
    business = current_business()
    name = (account.sender_name if account else "") or business.name
    address = (account.sender_address if account else "") or business.email
    lines = LINES
    if wanted.key != EMAIL:
        address = account.sender_address if account else ""
    elif not address:
        return NotReady(_("Letters need a sender. Enter your e-mail address under Settings, Channels."))
    if wanted.key == EMAIL:
        wire_address(address)
        if is_no_reply(address):
            return NotReady(_(NO_REPLY) % {"address": address})
        server = way_out(values)
        lines = LINES_ON_THIS_MACHINE if is_this_machine(server.host) else LINES
        if clock.is_shifted():
            only_local(server.host)
            values = {**values, "local_only": "yes"}
        if isinstance(server, MailServer):  # a provider signs by itself
            values = {**values, "dkim": signing_setting(domain_of(address))}
    elif clock.is_shifted() and not (isinstance(wanted, KnowsItsHosts) and all_local(wanted.hosts(values))):
        return NotReady(_("The clock is set by AFTERWORD_CLOCK, so nothing leaves this machine."))
    pace, since = _pace(account, values, address)
    return ReadyAccount(wanted, values, Mailbox(name, address), _edition(account), lines, pace, since)


def _pace(account: ChannelAccount | None, values: Mapping[str, str], address: str) -> tuple[Pace, date | None]:
    """What the account takes, by the owner's word or as its server is known for, and since when it begins slowly."""
    if account is None:
        return Pace(usual_day(values.get("host", ""), address)), None
    a_day = account.most_a_day or usual_day(values.get("host", ""), address)
    since = account.warms_up_since
    return Pace(a_day, account.most_an_hour, warming=since is not None), since


def _edition(account: ChannelAccount | None) -> int:
    # Sealing the same settings again gives another text.
    kept = (account.sealed_settings, account.tested_at) if account else ()
    return hash((installation.EMAIL_URL, *kept))


@transaction.atomic
def save_email_account(*, settings: Mapping[str, str], sender_name: str, sender_address: str) -> ChannelAccount:
    """Keep the settings of a mail server or a provider, sealed, and let sending go on.

    An empty password or key keeps the one that was saved before for the same way.

    Raises BadAccount with what is wrong.
    """
    account = ChannelAccount.objects.filter(channel=EMAIL).first() or ChannelAccount(channel=EMAIL)
    values = {key: value.strip() if key != "password" else value for key, value in settings.items()}
    try:
        values |= _saved_secrets(account, values)
        way_out(values)
        wire_address(sender_address)
        if is_no_reply(sender_address):
            raise BadAccount(NO_REPLY, address=sender_address.strip())
    except (BadSettings, BadAddress) as trouble:
        raise BadAccount(str(trouble)) from None
    account.sealed_settings = vault.seal(values)
    account.sender_name, account.sender_address = sender_name.strip()[:200], sender_address.strip()
    account.is_active, account.paused_reason, account.paused_at, account.tested_at = True, "", None, None
    account.save()
    return account


def _saved_secrets(account: ChannelAccount, values: Mapping[str, str]) -> dict[str, str]:
    """The passwords and keys that were left empty, as they were saved before for the same way. Raises BadSettings."""
    left_empty = {key for key in secrets_of(values) if not values.get(key) and values.get("username") != ""}
    if not left_empty:
        return {}
    try:
        before = vault.unseal(account.sealed_settings)
    except vault.UnreadableSecret as trouble:
        raise BadAccount(str(trouble)) from None
    same_way = before.get("provider", "") == values.get("provider", "")
    return {key: before.get(key, "") for key in left_empty} if same_way else {}


def saved_email_settings() -> dict[str, str]:
    """What the settings screen shows: the saved values without what is secret (empty where nothing can be shown)."""
    account = ChannelAccount.objects.filter(channel=EMAIL).first()
    try:
        values = vault.unseal(account.sealed_settings) if account else {}
        hidden = secrets_of(values)
    except (vault.UnreadableSecret, BadSettings):
        return {}
    return {key: value for key, value in values.items() if key not in hidden}


def pause_account(*, key: str, reason: str) -> None:
    """Let nothing more leave by this channel until a person resumes it; ``reason`` is one sentence for them."""
    paused = {"paused_reason": reason[:300] or _("Sending was paused."), "paused_at": clock.now()}
    ChannelAccount.objects.update_or_create(channel=key, defaults=paused)


def keep_pace(*, key: str, most_a_day: int | None, most_an_hour: int | None, warms_up: bool) -> None:
    """Keep how many messages may leave by a channel. A new sender begins slowly from today, once it is told to."""
    account = ChannelAccount.objects.filter(channel=key).first() or ChannelAccount(channel=key)
    account.most_a_day, account.most_an_hour = most_a_day, most_an_hour
    since = account.warms_up_since or local_today(current_business())
    account.warms_up_since = since if warms_up else None
    account.save()


def resume_account(*, key: str) -> None:
    """Let messages leave by this channel again."""
    ChannelAccount.objects.filter(channel=key).update(paused_reason="", paused_at=None, is_active=True)


def send_test(*, to: str) -> Outcome:
    """Send one letter to ``to`` through the e-mail account, at once. Raises BadAccount with what went wrong.

    Talks to the mail server, so it must not be called inside a transaction. A test that arrives lifts a pause.
    """
    ready = _account_to_test()
    try:
        recipient = wire_address(to.strip()).text
    except BadAddress as trouble:
        raise BadAccount(str(trouble)) from None
    business = current_business()
    moment = clock.now()
    parcel = Parcel(
        message_id=f"<test.{business.pk}.{int(clock.wall().timestamp() * 1000)}@{_domain(ready.sender.address)}>",
        sender=ready.sender,
        recipient=Mailbox("", recipient),
        subject=_("A test from %(business)s") % {"business": business.name},
        text=_("If you can read this, your letters can leave. Nothing else is needed."),
        written_at=moment,
        footer="\n".join(filter(None, (business.name, business.postal_address))),
        business=business.name,
        accent=business.accent,
        language=business.language,
    )
    outcome = _hand_in(ready, parcel)
    if outcome.kind is not Kind.SENT:
        raise BadAccount(
            outcome.reply or _("The mail server did not take the test letter (%(code)s).") % {"code": outcome.code}
        )
    ChannelAccount.objects.update_or_create(
        channel=EMAIL, defaults={"tested_at": moment, "paused_reason": "", "paused_at": None}
    )
    return outcome


def _account_to_test() -> ReadyAccount:
    """The account even while it is paused: the test is how one finds out whether it works again."""
    account = ChannelAccount.objects.filter(channel=EMAIL).first()
    try:
        values = settings_of(EMAIL, account)
        ready = values if isinstance(values, NotReady) else _ready(channel(EMAIL), values, account)
    except (BadSettings, BadAddress, NotLocal, vault.UnreadableSecret, UnknownChannel) as trouble:
        raise BadAccount(str(trouble)) from None
    if isinstance(ready, NotReady):
        raise BadAccount(ready.why)
    return ready


def _hand_in(ready: ReadyAccount, parcel: Parcel) -> Outcome:
    line = ready.channel.open(ready.settings)
    try:
        early = line.hand_over(parcel)
        return line.finish() if early is None else early
    finally:
        line.close()


def _domain(address: str) -> str:
    return wire_address(address).text.rpartition("@")[2].strip("[]")
