"""The services that carry short messages: what each asks for, and its address in the words of apprise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from string import Formatter
from urllib.parse import quote, urlsplit

from afterword.channels.port import SettingField

OTHER = "other"
TO = "to"
#: Schemes of apprise whose host is a machine's name, and not an account or a key.
_NAMES_A_HOST = frozenset(
    {"json", "jsons", "form", "forms", "xml", "xmls", "signal", "signals", "matrix", "matrixs", "mastodon", "mastodons"}
)
_ELSEWHERE = "elsewhere.invalid"
#: Kept for stories: nobody has it.
_ANY_NUMBER = "+12025550100"
_NUMBER = re.compile(r"\+[1-9]\d{5,14}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class BadService(ValueError):
    """The settings mean no service; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service. ``url`` has places for the settings that it needs and for the recipient.

    ``any_sender``: the sender is handed to the service as it is. Apprise takes numbers of eleven digits there, while
    Norwegian ones have ten and names none.
    """

    key: str
    title: str
    url: str = ""
    any_sender: bool = False

    @property
    def needs(self) -> tuple[str, ...]:
        """The settings that stand in its address, in their order."""
        named = (name for _, name, _, _ in Formatter().parse(self.url) if name)
        return tuple(dict.fromkeys(name for name in named if name != TO)) if self.url else ("url",)


_ANY = Service(OTHER, "Another one, by its apprise address")

SMS = (
    Service("twilio", "Twilio", "twilio://{account}:{secret}@{sender}/{to}", any_sender=True),
    Service("vonage", "Vonage", "vonage://{account}:{secret}@{sender}/{to}", any_sender=True),
    Service("elks", "46elks", "46elks://{account}:{secret}@{sender}/{to}"),
    Service("bird", "MessageBird", "msgbird://{secret}/{sender}/{to}"),
    Service("sinch", "Sinch", "sinch://{account}:{secret}@{sender}/{to}", any_sender=True),
    Service("clicksend", "ClickSend", "clicksend://{account}:{secret}@{to}"),
    Service("plivo", "Plivo", "plivo://{account}@{secret}/{sender}/{to}"),
    Service("seven", "seven", "seven://{secret}/{to}?source={sender}"),
    _ANY,
)
WHATSAPP = (
    Service("meta", "Meta (WhatsApp Cloud API)", "whatsapp://{secret}@{sender}/{to}"),
    Service("twilio", "Twilio", "twilio://{account}:{secret}@{sender}/w:{to}", any_sender=True),
    _ANY,
)
SIGNAL = (
    Service("rest", "signal-cli-rest-api, by http", "signal://{server}/{sender}/{to}"),
    Service("rests", "signal-cli-rest-api, by https", "signals://{server}/{sender}/{to}"),
    _ANY,
)
TELEGRAM = (Service("bot", "A bot of your own", "tgram://{secret}/{to}"), _ANY)
MATRIX = (Service("server", "A Matrix server", "matrixs://{secret}@{server}/{to}?e2ee=no"), _ANY)
MASTODON = (
    Service("server", "A Mastodon server", "mastodons://{secret}@{server}/{to}?visibility=direct"),
    _ANY,
)
SLACK = (Service("bot", "A bot of your own", "slack://{secret}/{to}"), _ANY)

_FIELDS = {
    "account": SettingField("account", "Account", "The account number or user name, as the service calls it."),
    "secret": SettingField("secret", "Key", "The token, key or password of the account.", kind="secret"),
    "sender": SettingField("sender", "Sends from", "The number or name that recipients see, as you have it there."),
    "server": SettingField("server", "Server", "Its name, with the port if it has its own: chat.example.com:8080."),
    "url": SettingField(
        "url", "Address", "The address of your account in the words of apprise, with {to} for the recipient.", "secret"
    ),
}
#: Whether people's answers come in, by `afterword.public.hooks`.
HEARS = SettingField(
    "hears", "Answers", "Whether the service tells us what people answer: STOP is then understood.", "choice", "no",
    choices=(("no", "They do not come in here"), ("yes", "They come in here")),
)  # fmt: skip


def fields_for(services: tuple[Service, ...], service: str, *, hears: bool) -> tuple[SettingField, ...]:
    """What one of the services asks for. Raises :class:`BadService`."""
    chosen = service_of(services, {"service": service})
    return (*(replace(_FIELDS[name], required=True) for name in chosen.needs), *((HEARS,) if hears else ()))


def fields_of(services: tuple[Service, ...], *, hears: bool) -> tuple[SettingField, ...]:
    """The settings of a channel that these services carry."""
    choices = tuple((one.key, one.title) for one in services)
    which = SettingField("service", "Service", "Who carries the messages.", "choice", services[0].key, choices=choices)
    needed = dict.fromkeys(name for one in services for name in one.needs)
    return (which, *(_FIELDS[name] for name in needed), *((HEARS,) if hears else ()))


def service_of(services: tuple[Service, ...], settings: Mapping[str, str]) -> Service:
    """The service that was chosen, the first by default. Raises :class:`BadService`."""
    chosen = settings.get("service") or services[0].key
    for one in services:
        if one.key == chosen:
            return one
    raise BadService(f"“{chosen}” is no service that is known here; choose one of the list.")


def address_at(services: tuple[Service, ...], settings: Mapping[str, str], to: str) -> str:
    """The apprise address that leads to one recipient. Raises :class:`BadService`, which repeats no secret."""
    service = service_of(services, settings)
    missing = [name for name in service.needs if not settings.get(name, "").strip()]
    if missing:
        raise BadService(f"“{_FIELDS[missing[0]].label}” is missing; {service.title} needs it.")
    if service.key != OTHER:
        values = {name: _quoted(name, settings[name].strip()) for name in service.needs}
        if service.any_sender:
            values["sender"] = _ANY_NUMBER
        return service.url.format(**values, to=quote(to, safe=""))
    url = settings["url"].strip()
    if _CONTROL.search(url) or "://" not in url or url.count("{to}") != 1:
        raise BadService("The address must look like gateway://…, with {to} once, where the recipient belongs.")
    return url.replace("{to}", quote(to, safe=""))


def hosts_of(services: tuple[Service, ...], settings: Mapping[str, str]) -> list[str]:
    """The machine that these settings lead to; a name that nobody can have where it is the service's own."""
    parts = urlsplit(address_at(services, settings, "0"))
    return [parts.hostname or _ELSEWHERE] if parts.scheme in _NAMES_A_HOST else [_ELSEWHERE]


def is_number(to: str) -> bool:
    """Whether it is a telephone number as it is stored: + and digits."""
    return _NUMBER.fullmatch(to) is not None


def _quoted(name: str, value: str) -> str:
    return value if name == "server" else quote(value, safe="+")
