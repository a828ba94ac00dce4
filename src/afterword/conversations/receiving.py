"""A mail came back: it is kept once, and what it means happens in the same transaction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr, parsedate_to_datetime
from enum import StrEnum
from hashlib import blake2b

from django.db import transaction

from afterword.businesses.queries import current_business
from afterword.channels.accounts import EMAIL
from afterword.channels.inbound.parsing import letter_of
from afterword.channels.models import ChannelAccount
from afterword.conversations.bouncing import take_back
from afterword.conversations.models import Conversation, Received
from afterword.conversations.threading import message_referred_to
from afterword.customers.actions import place_hold, suppress_address
from afterword.customers.models import ContactPoint, Customer
from afterword.domain.inbound.kinds import Kind
from afterword.domain.inbound.letter import Letter
from afterword.domain.inbound.reading import Read, read
from afterword.domain.matching import normalize_email
from afterword.followups.models import Message
from afterword.infra import clock
from afterword.timeline.actions import record
from afterword.timeline.catalogue import CustomerReplied

_MOST_WORDS = 8_000
_CLIPPED = 500
_OLDEST = timedelta(days=60)
#: For so long after a letter a notice that names no message of ours may be about it.
_BELIEVED_FOR = timedelta(days=30)
#: Nothing but one of these, alone in a mail, asks to hear no more.
_STOP = re.compile(
    r"(?i)^\W*(?:stopp?(?: all)?|stopall|(?:please )?unsubscribe(?: me)?|remove me|opt out|avmeld(?: meg)?|meld meg av"
    r"|abmelden|désabonner|désinscription|baja|cancelar)\W*$"
)


class Came(StrEnum):
    """What became of a mail."""

    KEPT = "kept"
    KNOWN = "known"
    #: Of nobody we know and about nothing of ours; not kept.
    STRANGE = "strange"


@dataclass(frozen=True, slots=True)
class _Mail:
    letter: Letter
    read: Read
    external_id: str
    sender: str
    message: Message | None


def receive_mail(raw: bytes) -> Came:
    """Take in one mail as it came. The same mail twice changes nothing.

    A customer's own words place a hold, so that nothing automatic follows; a failure gives the address up or tries
    again by policy; a complaint suppresses the address. Machines' and lists' mails change nothing.
    """
    letter = letter_of(raw)
    mail = _Mail(letter, read(letter), _external_id(letter, raw), _sender(letter), message_referred_to(letter))
    if mail.sender in _our_own_addresses() and mail.read.kind is Kind.REPLY:
        return Came.STRANGE
    with transaction.atomic():
        if Received.objects.filter(external_id=mail.external_id).exists():
            return Came.KNOWN
        customer = _customer_of(mail)
        if customer is None or mail.read.kind in (Kind.LIST, Kind.OTHER):
            return Came.STRANGE
        kept = _keep(mail, customer)
        if mail.read.kind is Kind.REPLY:
            asks_to_stop = bool(_STOP.match(kept.words.strip()))
            open_conversation(kept, channel=EMAIL, asks_to_stop=asks_to_stop)
        elif mail.read.kind is Kind.BOUNCE:
            _bounced(mail, kept)
        elif mail.read.is_complaint:
            _complained(mail, kept)
    return Came.KEPT


def _external_id(letter: Letter, raw: bytes) -> str:
    named = letter.header("message-id").strip()
    return named if 0 < len(named) <= 200 else blake2b(raw, digest_size=24).hexdigest()


def _sender(letter: Letter) -> str:
    return normalize_email(parseaddr(letter.header("from"))[1]) or ""


def _our_own_addresses() -> set[str]:
    account = ChannelAccount.objects.filter(channel=EMAIL).first()
    ours = (current_business().email, account.sender_address if account else "")
    return {normal for one in ours if one and (normal := normalize_email(one))}


def _customer_of(mail: _Mail) -> Customer | None:
    """Whose mail it is: of the message that it is about, else of the address; the newest where several share one."""
    if mail.message is not None:
        return _living(mail.message.customer_id)
    address = mail.sender
    if mail.read.kind in (Kind.BOUNCE, Kind.COMPLAINT):
        address = normalize_email(mail.read.bounce.address) or "" if mail.read.bounce else ""
    if not address:
        return None
    points = ContactPoint.objects.filter(channel=EMAIL, normal=address)
    known = list(points.filter(customer__merged_into=None).values_list("customer_id", flat=True))
    written_to = Message.objects.filter(customer_id__in=known, sent_at__isnull=False).order_by("-sent_at")
    latest = written_to.values_list("customer_id", flat=True).first()
    chosen = latest or max(known, default=None)
    return _living(chosen) if chosen else None


def _living(customer_id: int) -> Customer | None:
    customer = Customer.objects.select_related("merged_into").filter(pk=customer_id).first()
    found = customer.merged_into or customer if customer else None
    # Whoever was forgotten is a stranger: their mail stays in the mailbox, and nothing of it here.
    return None if found is None or found.forgotten_at is not None else found


def _keep(mail: _Mail, customer: Customer) -> Received:
    bounce = mail.read.bounce
    return Received.objects.create(
        customer=customer,
        kind=str(mail.read.kind),
        external_id=mail.external_id,
        message_row=mail.message.pk if mail.message else None,
        address=(bounce.address if bounce and mail.read.kind is Kind.BOUNCE else mail.sender)[:254],
        subject=mail.letter.header("subject")[:300],
        words=mail.read.own_words[:_MOST_WORDS],
        language=mail.read.language or "",
        reason=str(bounce.reason) if bounce else "",
        came_at=_written_at(mail.letter),
    )


def _written_at(letter: Letter) -> datetime:
    """When the mail was written, by its own word where that can be."""
    now = clock.now()
    try:
        told = parsedate_to_datetime(letter.header("date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return now
    if told.tzinfo is None:
        return now
    return told if now - _OLDEST < told < now else now


def open_conversation(kept: Received, *, channel: str, asks_to_stop: bool) -> None:
    """They wait for an answer, and nothing automatic leaves to them; unless all they want is to hear no more here."""
    now, customer_id = kept.came_at, kept.customer_id
    state, since = ("closed", None) if asks_to_stop else ("open", now)
    talk = Conversation.objects.select_for_update().filter(customer_id=customer_id).first()
    if talk is None:
        Conversation.objects.create(customer_id=customer_id, state=state, waiting_since=since, last_at=now)
    elif talk.waiting_since is None:
        Conversation.objects.filter(pk=talk.pk).update(state=state, waiting_since=since, last_at=max(now, talk.last_at))
    else:
        Conversation.objects.filter(pk=talk.pk).update(last_at=max(now, talk.last_at))
    record(
        [
            CustomerReplied(
                customer_id=customer_id,
                subject_id=kept.pk,
                at=clock.now(),
                channel=channel,
                words=kept.words[:_CLIPPED],
            )
        ]
    )
    place_hold(customer_id=customer_id, reason="reply", note=kept.words[:_CLIPPED])
    if asks_to_stop:
        suppress_address(customer_id=customer_id, channel=channel, reason="asked", detail=kept.words[:300])


def _bounced(mail: _Mail, kept: Received) -> None:
    """Believe a notice only where it knows whom we wrote to: our Message-IDs can be guessed, and so can addresses."""
    if mail.message is not None:
        address = mail.message.address
        ours = next((one for one in mail.read.bounces if normalize_email(one.address) == address), mail.read.bounce)
        if ours is not None and _tells_of(mail.letter, address):
            take_back(kept, ours, mail.message, address)
        return
    told = mail.read.bounce
    failed = normalize_email(told.address) if told else None
    lately = Message.objects.filter(customer_id=kept.customer_id, sent_at__gte=clock.now() - _BELIEVED_FOR)
    if told is not None and failed and lately.filter(address=failed).exists():
        take_back(kept, told, None, failed)


def _tells_of(letter: Letter, address: str) -> bool:
    """Does a notice name the address, in its report, its words or the mail that it returns?"""
    told = "\n".join((*letter.reports, letter.text, letter.returned, letter.header("x-failed-recipients")))
    return address in told.casefold()


def _complained(mail: _Mail, kept: Received) -> None:
    bounce = mail.read.bounce
    address = mail.message.address if mail.message else normalize_email(bounce.address) if bounce else None
    suppress_address(
        customer_id=kept.customer_id,
        channel=EMAIL,
        reason="complaint",
        address=address or None,
        detail=mail.read.feedback[:300],
    )
