"""What the DNS says of the sender of a business's letters: asked when somebody presses a button, and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings as installation
from django.db import transaction

from afterword.businesses.queries import current_business
from afterword.channels.accounts import EMAIL, NotReady, settings_of
from afterword.channels.email.addresses import BadAddress
from afterword.channels.email.dns import NameServer, OwnKey, ask_about, name_server_from
from afterword.channels.email.settings import BadSettings, MailServer
from afterword.channels.email.ways import Way, way_out
from afterword.channels.models import ChannelAccount, SenderCheck
from afterword.channels.signing_keys import domain_of, keys_of, note_shown
from afterword.domain.sender_records import Advice, Record, Standing
from afterword.domain.trouble import Trouble
from afterword.infra import clock, vault


class NoSender(Trouble):
    """There is no address yet that letters could come from."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who the letters come from: the address, its domain as the DNS has it, and the server's name (empty: none yet)."""

    address: str
    domain: str
    server: str
    #: Letters go through a provider, who signs them itself.
    has_provider: bool


def sender_of_letters() -> Sender | None:
    """The sender of the current business's letters; None while there is no address to send from."""
    account = ChannelAccount.objects.filter(channel=EMAIL).first()
    address = (account.sender_address if account else "") or current_business().email
    try:
        domain = domain_of(address) if address else ""
    except BadAddress:
        domain = ""
    if not domain:
        return None
    way = _way(account)
    return Sender(address, domain, way.host if way else "", way is not None and not isinstance(way, MailServer))


def _way(account: ChannelAccount | None) -> Way | None:
    try:
        values = settings_of(EMAIL, account)
        return None if isinstance(values, NotReady) else way_out(values)
    except (BadSettings, vault.UnreadableSecret):
        return None


def own_keys(domain: str) -> list[OwnKey]:
    """The domain's keys that sign, or will once the DNS shows them."""
    return [OwnKey(key.selector, key.record) for key in keys_of(domain).filter(replaced_at__isnull=True)]


def check_sender(*, server: NameServer | None = None) -> SenderCheck:
    """Ask the DNS about the sender's domain, keep the answer, and let those keys sign that it shows.

    Takes ten seconds at most, and must not be called inside a transaction. ``server``: instead of the
    installation's own. Raises NoSender.
    """
    sender = sender_of_letters()
    if sender is None:
        raise NoSender("Letters need a sender. Enter your e-mail address under Settings, Channels.")
    server = server or name_server_from(installation.NAME_SERVER)
    answers = ask_about(sender.domain, sends_through=sender.server, server=server, keys=own_keys(sender.domain))
    with transaction.atomic():
        if answers.shown is not None:
            note_shown(domain=sender.domain, selectors=answers.shown)
        check, _ = SenderCheck.objects.update_or_create(
            domain=sender.domain,
            defaults={
                "sends_through": sender.server,
                "findings": [_as_kept(finding) for finding in answers.findings],
                "asked_at": clock.now(),
            },
        )
    return check


def latest_check(domain: str) -> SenderCheck | None:
    """What was found when the DNS was last asked about a domain."""
    return SenderCheck.objects.filter(domain=domain).first()


def findings_of(check: SenderCheck) -> Sequence[Advice]:
    """The findings of a check, as they were."""
    return [_as_found(kept) for kept in check.findings]


def _as_kept(advice: Advice) -> dict[str, Any]:
    return asdict(advice)


def _as_found(kept: Mapping[str, Any]) -> Advice:
    record = Record(**kept["record"]) if kept["record"] else None
    return Advice(**{**kept, "standing": Standing(kept["standing"]), "record": record})
