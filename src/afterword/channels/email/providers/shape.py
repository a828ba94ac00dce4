"""What a provider must tell: its settings, how a mail is asked of it, and how its answers read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from afterword.channels.port import Fault, Kind, SettingField

if TYPE_CHECKING:
    from afterword.channels.email.providers.mail import Mail

Settings = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request: the path begins below the base address, the body is ready to be sent."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, read whole. Names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a provider's own code means, where it says more than the status does."""

    kind: Kind
    fault: Fault = Fault.NONE


ACCOUNT = Refusal(Kind.ACCOUNT, Fault.OURS)
AGAIN = Refusal(Kind.RETRY)
NOBODY = Refusal(Kind.REFUSED, Fault.HARD)
UNWANTED = Refusal(Kind.REFUSED, Fault.POLICY)


@dataclass(frozen=True, slots=True)
class FromUrl:
    """Which settings the places of ``EMAIL_URL`` stand for: ``key://user:password@host``."""

    user: str
    password: str = ""
    host: str = ""


def unsigned(call: Call, settings: Settings, host: str, now: datetime) -> Call:
    """For providers whose calls need no signature over the call itself."""
    return call


def nothing_more(answer: Answer) -> Refusal | None:
    """For providers whose statuses say all that there is to know."""
    return None


@dataclass(frozen=True, slots=True)
class Provider:
    """A mail provider.

    `base` is the address that calls go to, `https://host[/path]` without a slash at its end. `ask` writes the call
    for a mail and `accepted` reads the id that the provider gave it, None where an answer is no acceptance. `refused`
    reads what the status leaves open. `question` is a call that changes nothing and shows whether the key is good;
    `allowed_anyway` says of its refusal that a key good for sending alone would get it, too. `once`: the provider
    keeps a repeated call from being a second mail; `rewrites`: it puts a Message-ID of its own in the place of ours.
    """

    key: str
    title: str
    fields: tuple[SettingField, ...]
    from_url: FromUrl
    base: Callable[[Settings], str]
    ask: Callable[[Mail, Settings], Call]
    accepted: Callable[[Answer], str | None]
    question: Callable[[Settings], Call]
    refused: Callable[[Answer], Refusal | None] = nothing_more
    allowed_anyway: Callable[[Answer], bool] = lambda answer: False
    sign: Callable[[Call, Settings, str, datetime], Call] = unsigned
    once: bool = False
    rewrites: bool = True

    @property
    def secrets(self) -> frozenset[str]:
        """The settings that are never shown again."""
        return frozenset(one.key for one in self.fields if one.kind == "secret")
