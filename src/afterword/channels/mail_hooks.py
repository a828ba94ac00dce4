"""The address at which a mail provider tells a business what became of its mails: opened, renewed and closed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from urllib.parse import urlsplit

from django.conf import settings as installation
from django.db import transaction

from afterword.businesses.models import Business
from afterword.channels.accounts import BadAccount
from afterword.channels.models import ChannelAccount
from afterword.channels.port import SettingField
from afterword.infra import clock, vault
from afterword.infra.signing import BadLink, check_link, link_token, row_named_by
from afterword.infra.tenancy import current_business_id

#: Under this name its settings stand among the business's accounts.
HOOK = "mail-hook"
#: The user name that providers without signatures send along; the password is made here.
USER = "afterword"
_PURPOSE = "mail-hook"
_EPOCH, _PROVIDER, _PASSWORD, _TOPICS = "epoch", "provider", "password", "topics"
#: So many topics of Amazon may tell at one address: mails that came back, complaints, answers.
MOST_TOPICS = 3
_NOTED_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class HookKind:
    """How one provider's calls are proven. `fields`: what it signs with, which the owner copies from there.

    `has_password`: its address holds a user name and a password, because it signs nothing, or not everything.
    """

    key: str
    title: str
    fields: tuple[SettingField, ...] = ()
    has_password: bool = False


def _secret(label: str, help_text: str) -> tuple[SettingField, ...]:
    return (SettingField("secret", label, help_text, kind="secret", required=True),)


_KINDS = (
    HookKind("ses", "Amazon SES"),
    HookKind("brevo", "Brevo", has_password=True),
    HookKind(
        "mailersend",
        "MailerSend",
        _secret("Signing secret", "In MailerSend: Integrations, your domain, Webhooks, Signing secret."),
    ),
    HookKind(
        "mailgun",
        "Mailgun",
        _secret("HTTP webhook signing key", "In Mailgun: Sending, Webhooks, HTTP webhook signing key."),
    ),
    HookKind("mailjet", "Mailjet", has_password=True),
    HookKind(
        "mailtrap", "Mailtrap", _secret("Signature key", "In Mailtrap: Settings, Webhooks, your webhook, Signature.")
    ),
    HookKind("mandrill", "Mandrill", _secret("Webhook key", "In Mandrill: Settings, Webhooks, Key.")),
    HookKind("postal", "Postal", _secret("Signing key", "Your Postal server’s public key, one line of base64.")),
    HookKind("postmark", "Postmark", has_password=True),
    HookKind(
        "resend", "Resend", _secret("Signing secret", "In Resend: Webhooks, your webhook; it begins with whsec_.")
    ),
    HookKind(
        "sendgrid",
        "SendGrid",
        _secret("Verification key", "In SendGrid: Settings, Mail Settings, Signed Event Webhook, Verification Key."),
        has_password=True,
    ),
    HookKind("sparkpost", "SparkPost", has_password=True),
    HookKind("unisender-go", "Unisender Go", _secret("API key", "In Unisender Go: your project, API key.")),
)
HOOK_KINDS: Mapping[str, HookKind] = MappingProxyType({one.key: one for one in _KINDS})


@dataclass(frozen=True, slots=True)
class MailHook:
    """A hook that is open. `secret` proves what is signed, `password` what is not."""

    row_id: int
    kind: HookKind
    epoch: int
    secret: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    topics: tuple[str, ...] = ()


def saved_hook() -> MailHook | None:
    """The current business's hook; None where none is open. Raises vault.UnreadableSecret."""
    account = ChannelAccount.objects.filter(channel=HOOK, is_active=True).first()
    if account is None:
        return None
    kept = vault.unseal(account.sealed_settings)
    kind = HOOK_KINDS.get(kept.get(_PROVIDER, ""))
    if kind is None:
        return None
    topics = tuple(kept.get(_TOPICS, "").split())
    return MailHook(
        account.pk, kind, int(kept.get(_EPOCH, "0")), kept.get("secret", ""), kept.get(_PASSWORD, ""), topics
    )


def hook_at(provider: str, token: str) -> MailHook | None:
    """The open hook of the current business whose address this is; None for every other address.

    Raises vault.UnreadableSecret.
    """
    try:
        account_id = row_named_by(token)
        hook = saved_hook()
        if hook is None or hook.row_id != account_id or hook.kind.key != provider:
            return None
        check_link(token, business_id=current_business_id(), purpose=_purpose(provider), epoch=hook.epoch)
    except (BadLink, OverflowError):
        return None
    return hook


def _purpose(provider: str) -> str:
    return f"{_PURPOSE}:{provider}"


def hook_url(business: Business, hook: MailHook) -> str:
    """The address to give to the provider, absolute; whoever knows it may speak in the provider's name.

    It holds user name and password where the provider sends those.
    """
    token = link_token(business_id=business.pk, purpose=_purpose(hook.kind.key), row_id=hook.row_id, epoch=hook.epoch)
    site = urlsplit(installation.PUBLIC_URL)
    login = f"{USER}:{hook.password}@" if hook.password else ""
    return f"{site.scheme}://{login}{site.netloc}{site.path}/{business.slug}/p/hooks/{hook.kind.key}/{token}"


@transaction.atomic
def open_hook(*, provider: str, secret: str = "") -> MailHook:
    """Let a provider tell. An empty secret keeps the one of the same provider; its address stays the same then.

    Raises BadAccount with what is missing.
    """
    kind = HOOK_KINDS.get(provider)
    if kind is None:
        raise BadAccount("Nobody knows a provider “%(provider)s”; choose one of the list.", provider=provider)
    account = ChannelAccount.objects.filter(channel=HOOK).first() or ChannelAccount(channel=HOOK)
    kept = _kept(account)
    same = kept.get(_PROVIDER) == provider and account.is_active
    secret = "".join(secret.split()) or (kept.get("secret", "") if same else "")
    if kind.fields and not (secret and secret.isascii()):
        raise BadAccount("Copy the key that this provider signs with; without it anybody could speak in its name.")
    password = (kept.get(_PASSWORD) if same else "") or (secrets.token_urlsafe(24) if kind.has_password else "")
    _seal(
        account,
        {
            _PROVIDER: provider,
            "secret": secret if kind.fields else "",
            _PASSWORD: password,
            _EPOCH: kept.get(_EPOCH, "0") if same else _next(kept),
            _TOPICS: kept.get(_TOPICS, "") if same else "",
        },
    )
    account.is_active, account.paused_reason = True, ""
    account.save()
    return _opened()


@transaction.atomic
def renew_hook() -> None:
    """Give the hook another address and password: whoever has the old ones can tell nothing any more."""
    account = ChannelAccount.objects.filter(channel=HOOK, is_active=True).first()
    if account is None:
        return
    kept = _kept(account)
    password = secrets.token_urlsafe(24) if kept.get(_PASSWORD) else ""
    _seal(account, kept | {_EPOCH: _next(kept), _PASSWORD: password, _TOPICS: ""})
    account.tested_at, account.paused_reason = None, ""
    account.save()


@transaction.atomic
def close_hook() -> None:
    """Nobody can tell any more; opened again, it has another address."""
    account = ChannelAccount.objects.filter(channel=HOOK).first()
    if account is None:
        return
    _seal(account, {_EPOCH: _next(_kept(account))})
    account.is_active, account.tested_at, account.paused_reason = False, None, ""
    account.save()


@transaction.atomic
def admit_topic(*, topic: str) -> bool:
    """Remember one of Amazon's topics as ours, the first few that prove that they know the address."""
    account = ChannelAccount.objects.select_for_update().filter(channel=HOOK, is_active=True).first()
    if account is None:
        return False
    kept = _kept(account)
    topics = kept.get(_TOPICS, "").split()
    if topic in topics:
        return True
    if len(topics) >= MOST_TOPICS or len(topic) > 200 or " " in topic:
        return False
    _seal(account, kept | {_TOPICS: " ".join([*topics, topic])})
    account.save(update_fields=["sealed_settings"])
    return True


def note_heard(*, trouble: str = "") -> None:
    """Remember when a call was last believed, or why one was not; one sentence that says what to do."""
    account = ChannelAccount.objects.filter(channel=HOOK)
    now = clock.now()
    if trouble:
        account.exclude(paused_reason=trouble[:300]).update(paused_reason=trouble[:300], paused_at=now)
        return
    for one in account:
        if one.paused_reason or one.tested_at is None or one.tested_at < now - _NOTED_AGAIN:
            account.filter(pk=one.pk).update(tested_at=now, paused_reason="", paused_at=None)


def hook_account() -> ChannelAccount | None:
    """How the open hook stands: `tested_at` is when it was last heard of, `paused_reason` why it was not believed."""
    return ChannelAccount.objects.filter(channel=HOOK, is_active=True).first()


def _kept(account: ChannelAccount) -> dict[str, str]:
    try:
        return vault.unseal(account.sealed_settings)
    except vault.UnreadableSecret:
        # Its key is gone: begin where no old address can be right.
        return {_EPOCH: str(int(clock.wall().timestamp()))}


def _next(kept: Mapping[str, str]) -> str:
    return str(int(kept.get(_EPOCH, "0")) + 1)


def _seal(account: ChannelAccount, kept: Mapping[str, str]) -> None:
    account.sealed_settings = vault.seal({key: value for key, value in kept.items() if value})


def _opened() -> MailHook:
    hook = saved_hook()
    assert hook is not None  # it was written in this transaction
    return hook
