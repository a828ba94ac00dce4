"""A business's account with a printing service: its settings, sealed, and whether it may be used now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from afterword.businesses.queries import current_business
from afterword.channels.accounts import BadAccount, NotReady
from afterword.channels.models import ChannelAccount
from afterword.channels.printing_service.asking import check_service
from afterword.channels.printing_service.settings import BadService, Service, service_from
from afterword.domain.importing.numbers import NumberRefused
from afterword.domain.money import MoneyRefused, parse_money
from afterword.infra import clock, vault

POST = "post"


@dataclass(frozen=True, slots=True)
class ReadyService:
    """A service that may be given cards now, and what one costs, in minor units of the business's currency."""

    service: Service
    price_minor: int


def printing_service() -> ReadyService | NotReady:
    """The current business's printing service, or why no card can be given to one, and what to do."""
    account = _account()
    if account is None or not account.sealed_settings:
        return NotReady(_("No printing service is set up. Enter one under Settings, Channels."))
    if account.paused_reason:
        return NotReady(account.paused_reason)
    try:
        values = vault.unseal(account.sealed_settings)
        service = service_from(values)
    except (BadService, vault.UnreadableSecret) as trouble:
        return NotReady(str(trouble))
    if not service.is_live:
        return NotReady(
            _("The printing service is set up for tests only. Choose “Print and post” under Settings, Channels.")
        )
    return ReadyService(service, _price(values.get("price", "")))


def has_printing_service() -> bool:
    """Whether one is set up at all, ready or not."""
    account = _account()
    return account is not None and bool(account.sealed_settings)


def service_settings() -> dict[str, str]:
    """What the settings screen shows: everything but the key."""
    try:
        values = vault.unseal(account.sealed_settings) if (account := _account()) else {}
    except vault.UnreadableSecret:
        values = {}
    return {key: value for key, value in values.items() if key != "key"}


@transaction.atomic
def save_printing_service(*, settings: Mapping[str, str]) -> None:
    """Keep the settings, sealed, and let cards leave again. An empty key keeps the one before. Raises BadAccount."""
    account = _account() or ChannelAccount(channel=POST)
    values = {key: value.strip() for key, value in settings.items()}
    try:
        if not values.get("key"):
            values["key"] = vault.unseal(account.sealed_settings).get("key", "")
        service_from(values)
        _price(values.get("price", ""))
    except (BadService, vault.UnreadableSecret) as trouble:
        raise BadAccount(str(trouble)) from None
    account.sealed_settings = vault.seal(values)
    account.is_active, account.paused_reason, account.paused_at, account.tested_at = True, "", None, None
    account.save()


def try_printing_service() -> None:
    """Ask the service whether it takes the key; lifts a pause. Raises BadAccount with what is wrong.

    Talks to the service, so it must not be called inside a transaction.
    """
    account = _account()
    if account is None or not account.sealed_settings:
        raise BadAccount("No printing service is set up. Enter one under Settings, Channels.")
    try:
        troubles = check_service(service_from(vault.unseal(account.sealed_settings)))
    except (BadService, vault.UnreadableSecret) as trouble:
        raise BadAccount(str(trouble)) from None
    if troubles:
        raise BadAccount(troubles[0])
    ChannelAccount.objects.filter(pk=account.pk).update(tested_at=clock.now(), paused_reason="", paused_at=None)


def forget_printing_service() -> None:
    """Print at home again: the settings are thrown away. What was ordered stays ordered."""
    ChannelAccount.objects.filter(channel=POST).delete()


def printing_account() -> ChannelAccount | None:
    """The row, for how it stands."""
    return _account()


def _account() -> ChannelAccount | None:
    return ChannelAccount.objects.filter(channel=POST).first()


def _price(text: str) -> int:
    """Minor units; 0 where nothing was said. Raises BadService."""
    if not text:
        return 0
    currency = current_business().currency
    try:
        price = parse_money(text, None, currency)
    except (NumberRefused, MoneyRefused):
        price = None
    if price is None or price.currency != currency or price.minor < 0:
        raise BadService("Write the price of one card as a number, like 12.50.")
    return price.minor
