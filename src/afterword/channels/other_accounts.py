"""The accounts of channels that are not e-mail: kept sealed, tried with one message, taken away."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from afterword.businesses.queries import current_business
from afterword.channels.accounts import BadAccount, NotReady, account_for, resume_account
from afterword.channels.models import ChannelAccount
from afterword.channels.port import Channel, Kind, Mailbox, Outcome, Parcel
from afterword.channels.registry import channels
from afterword.domain.texting import finished
from afterword.infra import clock, vault

EMAIL = "email"
#: Beside the channel's own settings: raised whenever the address for answers is made anew.
EPOCH = "hook_epoch"


def other_channels() -> list[Channel]:
    """Installed channels that need an account and are not e-mail, by their keys."""
    return [one for key, one in channels().items() if key != EMAIL and not one.by_hand and one.settings_fields]


def saved_account(key: str) -> ChannelAccount | None:
    """The current business's account on a channel."""
    return ChannelAccount.objects.filter(channel=key).exclude(sealed_settings="").first()


def saved_settings(key: str) -> dict[str, str]:
    """What was saved; secrets are left out. Empty where nothing was, or where it cannot be read any more."""
    secret = {field.key for one in other_channels() if one.key == key for field in one.settings_fields
              if field.kind == "secret"}  # fmt: skip
    return {name: value for name, value in all_settings(key).items() if name not in secret}


def all_settings(key: str) -> dict[str, str]:
    """The same with the secrets: for whoever checks what a gateway signs."""
    account = saved_account(key)
    try:
        return vault.unseal(account.sealed_settings) if account else {}
    except vault.UnreadableSecret:
        return {}


@transaction.atomic
def save_account(*, channel: Channel, settings: Mapping[str, str]) -> ChannelAccount:
    """Keep an account, sealed, and let messages leave through it. An empty secret keeps the one saved before.

    Raises BadAccount with the first thing that is wrong.
    """
    before = all_settings(channel.key)
    same_service = before.get("service") == settings.get("service")
    values = {}
    for field in channel.settings_fields:
        value = settings.get(field.key, "").strip()
        if not value and field.kind == "secret" and same_service:
            value = before.get(field.key, "")
        if value:
            values[field.key] = value
    if troubles := channel.check(values):
        raise BadAccount(troubles[0])
    account = ChannelAccount.objects.filter(channel=channel.key).first() or ChannelAccount(channel=channel.key)
    account.sealed_settings = vault.seal(values | {EPOCH: before.get(EPOCH, "0")})
    account.is_active, account.paused_reason, account.paused_at, account.tested_at = True, "", None, None
    account.save()
    return account


def forget_account(*, key: str) -> None:
    """Nothing leaves by this channel any more; its follow-ups are done by hand."""
    ChannelAccount.objects.filter(channel=key).delete()


def send_test_message(*, key: str, to: str) -> Outcome:
    """Send one message to ``to``, an address as the channel writes it. Raises BadAccount with what went wrong.

    Talks to the service, so it must not be called inside a transaction. A test that is taken lifts a pause.
    """
    words = _("A test from %(business)s. If you can read this, your messages can leave.")
    outcome = say_now(key=key, to=to, text=words % {"business": current_business().name}, lift_pause=True)
    if outcome.kind is not Kind.SENT:
        raise BadAccount(outcome.reply or _("The service did not take the test message."))
    ChannelAccount.objects.filter(channel=key).update(tested_at=clock.now())
    return outcome


def say_now(*, key: str, to: str, text: str, lift_pause: bool = False, timeout: float = 15) -> Outcome:
    """Hand one message in at once, outside all plans and queues. Raises BadAccount where there is no account to use.

    Must not be called inside a transaction. ``timeout``: seconds of patience.
    """
    if lift_pause:
        resume_account(key=key)
    ready = account_for(key)
    if isinstance(ready, NotReady):
        raise BadAccount(ready.why)
    business = current_business()
    parcel = Parcel(
        message_id=f"<now.{business.pk}.{clock.wall().timestamp():.6f}@{key}.invalid>",
        sender=ready.sender,
        recipient=Mailbox("", to.strip()),
        subject="",
        text=finished(text, sender=business.name),
        written_at=clock.now(),
        business=business.name,
        language=business.language,
    )
    line = ready.channel.open(ready.settings, timeout=timeout)
    try:
        return line.hand_over(parcel) or line.finish()
    finally:
        line.close()
