"""A channel whose messages a gateway carries: settings, and lines on which one message after another is handed in."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from afterword.channels.email.loopback import NotLocal
from afterword.channels.gateways.outcomes import outcome_of
from afterword.channels.gateways.services import (
    HEARS,
    BadService,
    Service,
    address_at,
    fields_for,
    fields_of,
    hosts_of,
    is_number,
    service_of,
)
from afterword.channels.gateways.watched import watched
from afterword.channels.port import DraftForm, Fault, Kind, Outcome, Parcel, SettingField
from afterword.domain.channel import MOBILE

_CONNECT, _READ = 10.0, 30.0
#: Somebody to try settings with, who is never written to.
_NOBODY = {MOBILE: "+4791234567", "telegram": "123456789", "matrix": "@nobody:example.org", "slack": "@U0000000000"}
_SECRET = ("secret", "url")
#: Channels whose answers `afterword.public.hooks` can take in.
CAN_BE_HEARD = frozenset({"sms", "whatsapp"})


@dataclass(frozen=True, slots=True)
class Gateway:
    """A channel by which short messages go to one person, through whichever of its services was chosen.

    ``longest``: characters of a message. There is no last word apart: what is handed in is taken or not.
    """

    key: str
    title: str
    needs: str
    services: tuple[Service, ...]
    longest: int
    two_phase: bool = False
    by_hand: bool = False

    @property
    def draft(self) -> DraftForm:
        help_ = "A few short sentences: who you are, and what you would say if they stood before you."
        return DraftForm(title=self.title, has_subject=False, help=help_)

    @property
    def settings_fields(self) -> tuple[SettingField, ...]:
        return fields_of(self.services, hears=self.key in CAN_BE_HEARD)

    def fields_for(self, service: str) -> tuple[SettingField, ...]:
        """What that service asks for. Raises BadService."""
        return fields_for(self.services, service, hears=self.key in CAN_BE_HEARD)

    def open(self, settings: Mapping[str, str], *, timeout: float | None = None) -> GatewayLine:
        """A line; nothing is asked before a message is handed in."""
        return GatewayLine(self, settings, timeout)

    def check(self, settings: Mapping[str, str]) -> list[str]:
        """Whether the settings can mean an account. Nobody can log in without sending: the test message shows that."""
        try:
            _sender(self, settings, _NOBODY.get(self.needs, "@nobody@example.org"), None)
        except BadService as trouble:
            return [str(trouble)]
        return []

    def hosts(self, settings: Mapping[str, str]) -> list[str]:
        """Where a message would go first."""
        try:
            return hosts_of(self.services, settings)
        except BadService:
            return []

    def hears(self, settings: Mapping[str, str]) -> bool:
        """Whether the owner says that answers come in."""
        return settings.get(HEARS.key) == "yes"


class GatewayLine:
    """Hands one message after another to the gateway; each is a request, or a few, of its own."""

    def __init__(self, channel: Gateway, settings: Mapping[str, str], timeout: float | None) -> None:
        self._channel, self._settings, self._timeout = channel, settings, timeout
        self._ready: tuple[Any, str] | None = None

    def hand_over(self, parcel: Parcel) -> Outcome | None:
        """Get it ready; the gateway is not asked before `finish`."""
        if len(parcel.text) > self._channel.longest:
            sentence = f"{self._channel.title} takes {self._channel.longest} characters; shorten it."
            return Outcome(Kind.REFUSED, "", sentence, Fault.OURS)
        if self._channel.needs == MOBILE and not is_number(parcel.recipient.address):
            return Outcome(Kind.REFUSED, "", "That is no number that a message can be sent to.", Fault.HARD)
        try:
            sender = _sender(self._channel, self._settings, parcel.recipient.address, self._timeout)
        except (BadService, NotLocal) as trouble:
            return Outcome(Kind.ACCOUNT, "", str(trouble), Fault.OURS)
        self._ready = sender, parcel.text
        return None

    def finish(self) -> Outcome:
        """Ask the gateway to carry it."""
        if self._ready is None:
            return Outcome(Kind.RETRY, "", "Nothing was handed over.", Fault.OURS)
        (sender, text), self._ready = self._ready, None
        with watched() as exchange:
            try:
                said_yes = bool(sender.notify(body=text))
            except Exception as error:  # a library of others: whatever it does, the outcome is honest
                exchange.broken = exchange.broken or error
                said_yes = False
        return outcome_of(exchange, said_yes=said_yes, secrets=self._secrets())

    def abandon(self) -> None:
        """Forget what was made ready."""
        self._ready = None

    def close(self) -> None:
        """There is nothing to part from."""

    def _secrets(self) -> list[str]:
        return [self._settings[name] for name in _SECRET if self._settings.get(name)]


def _sender(channel: Gateway, settings: Mapping[str, str], to: str, timeout: float | None) -> Any:
    """What apprise makes of the settings for one recipient. Raises BadService, which repeats no secret."""
    import apprise  # noqa: PLC0415  why: knows a hundred services; only who sends pays for it

    # It writes numbers and addresses into the log.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    url = address_at(channel.services, settings, to)
    asset = apprise.AppriseAsset(app_id="Afterword", app_desc="Afterword", http_redirects=False)
    sender: Any = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if sender is None or not _goes_to_somebody(sender):
        raise BadService(
            f"{channel.title} cannot be sent with these settings; compare each with what the service shows."
        )
    if hasattr(sender, "_logout"):
        # When it is dropped it would end, over the network, a session whose token is the owner's.
        sender._logout = lambda: True
    if service_of(channel.services, settings).any_sender:
        sender.source = settings["sender"].strip()
    sender.socket_connect_timeout = min(_CONNECT, timeout or _CONNECT)
    sender.socket_read_timeout = timeout or _READ
    return sender


def _goes_to_somebody(sender: Any) -> bool:
    """Some services write to their own sender where they do not understand the recipient."""
    known = [getattr(sender, name) for name in ("targets", "users", "rooms", "channels") if hasattr(sender, name)]
    return not known or any(known)
