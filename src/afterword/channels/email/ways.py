"""The ways that mail can leave by: a mail server, or a provider; what the settings of an account mean."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from afterword.channels.email.providers.account import (
    PROVIDER,
    ProviderAccount,
    is_provider_url,
    provider_account,
    provider_of,
    settings_from_provider_url,
)
from afterword.channels.email.settings import FIELDS, BadSettings, MailServer, mail_server
from afterword.channels.email.settings import settings_from_url as settings_of_server
from afterword.channels.port import SettingField

Way = MailServer | ProviderAccount


def way_out(settings: Mapping[str, str]) -> Way:
    """The server or the provider's account that settings mean. Raises BadSettings."""
    return provider_account(settings) if settings.get(PROVIDER) else mail_server(settings)


def server_of(settings: Mapping[str, str]) -> str:
    """The name of the server that mail leaves through, a provider's included; nothing where the settings mean none."""
    try:
        return way_out(settings).host
    except BadSettings:
        return ""


def settings_from_url(url: str) -> dict[str, str]:
    """EMAIL_URL as settings: ``smtp://…`` and ``smtps://…`` for a server, ``postmark://TOKEN@`` and the like for a
    provider. Raises BadSettings; never repeats a password or key.
    """
    try:
        is_provider = is_provider_url(url)
        return settings_from_provider_url(urlsplit(url.strip())) if is_provider else settings_of_server(url)
    except BadSettings:
        raise
    except ValueError:
        raise BadSettings("EMAIL_URL cannot be understood; write smtp://user:password@host:port.") from None


def fields_of(settings: Mapping[str, str]) -> tuple[SettingField, ...]:
    """What the settings screen asks for this way. Raises BadSettings for a provider that nobody knows."""
    return provider_of(settings).fields if settings.get(PROVIDER) else FIELDS


def secrets_of(settings: Mapping[str, str]) -> frozenset[str]:
    """The settings that are sealed and never shown again. Raises BadSettings."""
    return frozenset(one.key for one in fields_of(settings) if one.kind == "secret")
