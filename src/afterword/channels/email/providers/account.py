"""A provider's account as the e-mail channel's settings hold it, and as EMAIL_URL writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from afterword.channels.email.providers.catalogue import PROVIDERS
from afterword.channels.email.providers.http import is_plain_and_far
from afterword.channels.email.providers.shape import Provider
from afterword.channels.email.settings import BadSettings
from afterword.channels.port import SettingField

#: The setting that names the provider, and the one that puts another address in the place of the provider's own.
PROVIDER, BASE = "provider", "base"
#: What stands in the settings of a mail account whichever way it leaves; providers sign for the domain themselves.
_ALWAYS = frozenset({PROVIDER, BASE, "local_only", "dkim"})


@dataclass(frozen=True, slots=True)
class ProviderAccount:
    """A provider and the settings of our account there. `base`: where calls go to, without a slash at its end."""

    provider: Provider
    settings: Mapping[str, str] = field(repr=False)
    base: str
    local_only: bool = False

    @property
    def host(self) -> str:
        return urlsplit(self.base).hostname or ""


def provider_account(settings: Mapping[str, str]) -> ProviderAccount:
    """The account that settings mean. Raises BadSettings."""
    provider = provider_of(settings)
    unknown = sorted(set(settings) - _ALWAYS - {one.key for one in provider.fields})
    if unknown:
        raise BadSettings(
            f"The account at {provider.title} has a setting “{unknown[0]}” that means nothing; remove it."
        )
    values = {one.key: _value(settings.get(one.key, ""), one, provider) for one in provider.fields}
    base = settings.get(BASE, "") or provider.base(values)
    return ProviderAccount(provider, values, _base(base), settings.get("local_only", "") not in ("", "no", "0"))


def provider_of(settings: Mapping[str, str]) -> Provider:
    """Which provider they name. Raises BadSettings."""
    try:
        return PROVIDERS[settings.get(PROVIDER, "")]
    except KeyError:
        known = ", ".join(PROVIDERS)
        raise BadSettings(f"There is no mail provider “{settings.get(PROVIDER)}”; known are {known}.") from None


def _value(text: str, asked: SettingField, provider: Provider) -> str:
    value = text.strip() or asked.default
    if asked.required and not value:
        raise BadSettings(f"{provider.title} needs the {asked.label}; copy it from your account there.")
    if not value.isascii() or not value.isprintable():
        raise BadSettings(f"The {asked.label} of {provider.title} has characters that it cannot have; copy it anew.")
    if asked.choices and value not in dict(asked.choices):
        raise BadSettings(f"The {asked.label} of {provider.title} is one of {', '.join(dict(asked.choices))}.")
    if asked.kind == "text" and any(mark in value for mark in " /?#@:\\"):
        raise BadSettings(f"The {asked.label} of {provider.title} is a name such as {asked.default or 'example.com'}.")
    return value


def _base(text: str) -> str:
    wrong = "The provider's address is one like https://api.example.com, and http:// only for this machine."
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise BadSettings(wrong) from None
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise BadSettings(wrong)
    if is_plain_and_far(text) or not text.isprintable() or " " in text:
        raise BadSettings(wrong)
    return text.rstrip("/")


def settings_from_provider_url(parts: SplitResult) -> dict[str, str]:
    """EMAIL_URL of a provider as settings: ``postmark://TOKEN@``, ``ses://KEY:SECRET@eu-north-1``.

    Special characters are percent-encoded; fields without a place of their own follow as ``?region=eu``. Raises
    BadSettings; never repeats a key.
    """
    provider = PROVIDERS[parts.scheme]
    places = provider.from_url
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    known = {one.key for one in provider.fields} | {BASE}
    if unknown := sorted(set(options) - known):
        raise BadSettings(
            f"EMAIL_URL has an option “{unknown[0]}” that means nothing; known are {', '.join(sorted(known))}."
        )
    if parts.path not in ("", "/") or parts.fragment:
        raise BadSettings("EMAIL_URL has something behind the @; write special characters of the key as %XX.")
    settings = {PROVIDER: provider.key, **options, places.user: unquote(parts.username or "")}
    if places.password:
        settings[places.password] = unquote(parts.password or "")
    if places.host and parts.hostname:
        settings[places.host] = parts.hostname
    provider_account(settings)
    return settings


def is_provider_url(url: str) -> bool:
    """Does EMAIL_URL name a provider instead of a mail server?"""
    return urlsplit(url.strip()).scheme in PROVIDERS
