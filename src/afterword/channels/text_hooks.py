"""The address at which a gateway tells what people answer to texts: secret, signed, and revocable with the account."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings as installation
from django.db import transaction

from afterword.businesses.models import Business
from afterword.channels.models import ChannelAccount
from afterword.channels.other_accounts import EPOCH, all_settings, saved_account
from afterword.channels.port import hears_words
from afterword.channels.registry import channels
from afterword.infra import vault
from afterword.infra.signing import BadLink, check_link, link_token, row_named_by
from afterword.infra.tenancy import current_business_id

_PURPOSE = "text-hook"


def hears_here(key: str) -> bool:
    """Whether the owner says that answers on this channel come in."""
    channel = channels().get(key)
    return channel is not None and hears_words(channel, all_settings(key))


def text_hook_url(business: Business, account: ChannelAccount) -> str:
    """The address to give to the gateway, absolute; whoever knows it may speak in its name, unless it signs."""
    token = link_token(business_id=business.pk, purpose=_purpose(account), row_id=account.pk, epoch=_epoch(account))
    site = urlsplit(installation.PUBLIC_URL)
    return f"{site.scheme}://{site.netloc}{site.path}{text_hook_path(business, account.channel, token)}"


def text_hook_path(business: Business, channel: str, token: str) -> str:
    """The same below the installation's address."""
    return f"/{business.slug}/p/hooks/texts/{channel}/{token}"


def account_at(channel: str, token: str) -> ChannelAccount | None:
    """The account of the current business whose address this is; None for every other address, and while it is shut."""
    try:
        account_id = row_named_by(token)
        account = saved_account(channel)
        if account is None or account.pk != account_id or not hears_here(channel):
            return None
        check_link(token, business_id=current_business_id(), purpose=_purpose(account), epoch=_epoch(account))
    except (BadLink, OverflowError):
        return None
    return account


@transaction.atomic
def renew_text_hook(*, key: str) -> None:
    """Give it another address: whoever knows the old one can tell nothing any more."""
    account = saved_account(key)
    if account is not None:
        kept = all_settings(key)
        account.sealed_settings = vault.seal(kept | {EPOCH: str(_epoch(account) + 1)})
        account.save(update_fields=["sealed_settings"])


def _purpose(account: ChannelAccount) -> str:
    return f"{_PURPOSE}:{account.channel}"


def _epoch(account: ChannelAccount) -> int:
    return int(all_settings(account.channel).get(EPOCH, "0"))
