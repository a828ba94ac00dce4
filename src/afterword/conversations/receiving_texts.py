"""A text came back: it is kept once, and what it asks for happens in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from afterword.businesses.queries import current_business
from afterword.channels.accounts import BadAccount
from afterword.channels.other_accounts import say_now
from afterword.conversations.models import Received
from afterword.conversations.receiving import Came, open_conversation
from afterword.customers.actions import lift_suppression, record_consent, suppress_address
from afterword.customers.models import ContactPoint, Customer
from afterword.customers.phones import normalize_phone
from afterword.domain.channel import Channel
from afterword.domain.inbound.kinds import Kind
from afterword.domain.inbound.text_words import Asks, asks_for
from afterword.followups.models import Message
from afterword.infra import clock

_MOST_WORDS = 8_000
#: Where a consent or a refusal came from that was said by a text.
SOURCE = "text message"
_PATIENCE = 8


@dataclass(frozen=True, slots=True)
class Text:
    """One message as a gateway tells it: the sender's number, the words, and the gateway's own id (empty: none)."""

    sender: str
    words: str
    id: str = ""


def receive_text(channel: str, text: Text) -> Came:
    """Take in one message of a channel. The same message twice changes nothing.

    A reply opens the conversation and stops what is automatic. STOP ends this channel and no other, START takes that
    back, HELP is told who we are; each is answered once, right away, if the channel can send. Talks to the gateway
    after its transaction, so it must not be called inside one.
    """
    sender = normalize_phone(text.sender, current_business().country) or ""
    asks = asks_for(text.words)
    with transaction.atomic():
        external_id = _external_id(channel, text)
        if Received.objects.filter(external_id=external_id).exists():
            return Came.KNOWN
        customer = _customer_of(channel, sender) if sender else None
        if customer is None:
            return Came.STRANGE
        kept = _keep(channel, text, sender, customer, external_id)
        if asks is Asks.NOTHING:
            open_conversation(kept, channel=channel, asks_to_stop=False)
        else:
            _do(asks, channel, customer.pk, sender, text.words)
    if asks is not Asks.NOTHING:
        _confirm(asks, channel, sender)
    return Came.KEPT


def _external_id(channel: str, text: Text) -> str:
    """Without an id of the gateway's, the same words of the same sender within an hour are the same message."""
    hour = "" if text.id else f"{clock.now():%Y%m%d%H}"
    told = f"{text.id}\n" if text.id else f"{text.sender}\n{text.words}\n{hour}"
    return f"{channel}:{blake2b(told.encode(), digest_size=24).hexdigest()}"


def _customer_of(channel: str, sender: str) -> Customer | None:
    """Whose number it is; of several, whoever was last written to on the channel, else the newest."""
    points = ContactPoint.objects.filter(channel=Channel(channel).stored_as, normal=sender)
    known = list(points.filter(customer__merged_into=None).values_list("customer_id", flat=True))
    sent = Message.objects.filter(customer_id__in=known, channel=channel, sent_at__isnull=False).order_by("-sent_at")
    chosen = sent.values_list("customer_id", flat=True).first() or max(known, default=None)
    return Customer.objects.filter(pk=chosen).first() if chosen else None


def _keep(channel: str, text: Text, sender: str, customer: Customer, external_id: str) -> Received:
    about = Message.objects.filter(customer_id=customer.pk, channel=channel, address=sender, sent_at__isnull=False)
    return Received.objects.create(
        customer=customer,
        channel=channel,
        kind=str(Kind.REPLY),
        external_id=external_id,
        message_row=about.order_by("-sent_at").values_list("id", flat=True).first(),
        address=sender,
        words=text.words.replace("\0", "").strip()[:_MOST_WORDS],
        came_at=clock.now(),
    )


def _do(asks: Asks, channel: str, customer_id: int, sender: str, words: str) -> None:
    said = words.strip()[:300]
    if asks is Asks.STOP:
        suppress_address(customer_id=customer_id, channel=channel, reason="asked", address=sender, detail=said)
    elif asks is Asks.START and lift_suppression(customer_id=customer_id, channel=channel, note=f"“{said}”"):
        record_consent(
            customer_id=customer_id, purpose="promotion", channel=channel, granted=True, source=SOURCE, wording=said
        )


def _confirm(asks: Asks, channel: str, to: str) -> None:
    """Say what was done, once; whether that arrives is nobody's condition."""
    business = current_business()
    with translation.override(business.language):
        words = _CONFIRMED[asks]()
        facts = {"business": business.name, "reach": business.phone or business.email or business.website}
    try:
        say_now(key=channel, to=to, text=words % facts, timeout=_PATIENCE)
    except BadAccount:
        return


_CONFIRMED = {
    Asks.STOP: lambda: gettext(
        "%(business)s: you will get no more messages here. Reply START if you change your mind."
    ),
    Asks.START: lambda: gettext("%(business)s: welcome back. Reply STOP to stop."),
    Asks.HELP: lambda: gettext("This is %(business)s. You reach us at %(reach)s. Reply STOP to stop."),
}
