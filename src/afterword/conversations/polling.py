"""Looks into the business's mailbox: what is new is taken in, mail by mail, and the mark moves with each."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings as installation
from django.db import transaction

from afterword.businesses.queries import current_business, local_today
from afterword.channels.accounts import BadAccount
from afterword.channels.email.settings import BadSettings
from afterword.channels.inbound.imap import Batch, MailboxTrouble, check_mailbox, fetch_new
from afterword.channels.inbound.mailbox import INBOX, MailboxServer, mailbox_server, settings_from_url
from afterword.channels.models import ChannelAccount
from afterword.conversations.models import InboxMark
from afterword.conversations.receiving import Came, receive_mail
from afterword.infra import clock, vault

log = logging.getLogger(__name__)

#: Mails that are read at one look.
MOST_AT_ONCE = 100
#: How far back the first look goes: answers that came before the mailbox was set up are not lost.
FIRST_LOOK = timedelta(days=14)


def look_into_inbox() -> int:
    """Take in what is new; how many mails were kept. 0 where no mailbox is set up. Raises MailboxTrouble.

    Talks to the mail server, so it must not be called inside a transaction.
    """
    try:
        server = saved_mailbox()
    except BadAccount as trouble:
        raise MailboxTrouble(str(trouble)) from None
    if server is None:
        return 0
    mark = InboxMark.objects.first() or InboxMark.objects.create()
    kept = 0
    while True:
        batch = _fetch(server, mark)
        kept += _take_in(batch, mark)
        if not batch.more:
            return kept


def _fetch(server: MailboxServer, mark: InboxMark) -> Batch:
    since = local_today(current_business()) - FIRST_LOOK
    try:
        return fetch_new(server, validity=mark.uid_validity, after=mark.last_uid, since=since, most=MOST_AT_ONCE)
    except MailboxTrouble as trouble:
        InboxMark.objects.filter(pk=mark.pk).update(trouble=str(trouble)[:300], looked_at=clock.now())
        raise


def _take_in(batch: Batch, mark: InboxMark) -> int:
    kept = 0
    if batch.validity != mark.uid_validity:
        mark.uid_validity, mark.last_uid = batch.validity, 0
    for mail in batch.mails:
        with transaction.atomic():
            kept += _received(mail.raw) is Came.KEPT
            mark.last_uid = max(mark.last_uid, mail.uid)
            mark.save()
    mark.last_uid = max(mark.last_uid, batch.upto)
    mark.trouble, mark.looked_at = "", clock.now()
    mark.save()
    return kept


def _received(raw: bytes) -> Came:
    """One mail that cannot be taken in must not keep the others out."""
    try:
        with transaction.atomic():
            return receive_mail(raw) if raw else Came.STRANGE
    except (ValueError, TypeError, KeyError, LookupError):
        log.exception("A mail in the inbox could not be taken in; it is left where it is.")
        return Came.STRANGE


def saved_mailbox() -> MailboxServer | None:
    """The business's mailbox, INBOX_URL before what was saved; None where there is none. Raises BadAccount."""
    account = _account()
    try:
        if installation.INBOX_URL:
            return mailbox_server(settings_from_url(installation.INBOX_URL))
        if account is None or not account.sealed_settings or not account.is_active:
            return None
        return mailbox_server(vault.unseal(account.sealed_settings))
    except (BadSettings, vault.UnreadableSecret) as trouble:
        raise BadAccount(str(trouble)) from None


def saved_mailbox_settings() -> dict[str, str]:
    """What the settings screen shows: the saved values without the password."""
    account = _account()
    try:
        values = vault.unseal(account.sealed_settings) if account else {}
    except vault.UnreadableSecret:
        values = {}
    return {key: value for key, value in values.items() if key != "password"}


def save_mailbox(*, settings: Mapping[str, str]) -> None:
    """Keep a mailbox's settings, sealed, once it could be opened with them. An empty password keeps the one before.

    Talks to the mail server, so it must not be called inside a transaction. Raises BadAccount and MailboxTrouble.
    """
    account = _account() or ChannelAccount(channel=INBOX)
    values = {key: value.strip() if key != "password" else value for key, value in settings.items()}
    if not values.get("password"):
        try:
            values["password"] = vault.unseal(account.sealed_settings).get("password", "")
        except vault.UnreadableSecret as trouble:
            raise BadAccount(str(trouble)) from None
    try:
        server = mailbox_server(values)
    except BadSettings as trouble:
        raise BadAccount(str(trouble)) from None
    check_mailbox(server)
    account.sealed_settings, account.is_active = vault.seal(values), True
    account.save()
    InboxMark.objects.update_or_create(defaults={"trouble": "", "looked_at": None})


def forget_mailbox() -> None:
    """Read it no more; what was taken in stays."""
    ChannelAccount.objects.filter(channel=INBOX).delete()
    InboxMark.objects.all().delete()


def _account() -> ChannelAccount | None:
    return ChannelAccount.objects.filter(channel=INBOX).first()
