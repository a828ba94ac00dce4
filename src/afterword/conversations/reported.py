"""A mail provider tells what became of a mail: it is taken in once, and what follows is what a returned mail causes."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from afterword.channels.accounts import EMAIL
from afterword.conversations.bouncing import take_back
from afterword.conversations.models import Received
from afterword.conversations.receiving import Came
from afterword.conversations.threading import message_referred_to
from afterword.customers.actions import suppress_address
from afterword.customers.models import ContactPoint, Customer
from afterword.domain.delivery import MessageState
from afterword.domain.inbound.kinds import Kind
from afterword.domain.inbound.letter import Letter
from afterword.domain.inbound.reading import Bounce
from afterword.domain.inbound.told import Meaning, What
from afterword.domain.matching import normalize_email
from afterword.followups.actions import TooLate, resolve_unclear
from afterword.followups.models import Delivery, Message
from afterword.infra import clock

#: For so long after a mail a report that names no message of ours may be about it.
_BELIEVED_FOR = timedelta(days=30)
_OLDEST = timedelta(days=60)
#: How many of the last mails to an address are searched for a provider's id.
_MOST_SEARCHED = 50
_KEPT = {What.FAILED: Kind.BOUNCE, What.COMPLAINED: Kind.COMPLAINT, What.UNSUBSCRIBED: Kind.OTHER}


class TooEarly(Exception):
    """The mail is being handed over at this moment; whoever tells shall tell again in a few minutes."""


@dataclass(frozen=True, slots=True)
class Told:
    """One report about one recipient.

    `external_id` is the same whenever the same is told again. `named` is all of the report, in which our Message-ID
    may stand; `provider_id` is the id that the provider gave the mail when it took it. `at`: aware, or None.
    """

    meaning: Meaning
    address: str
    external_id: str
    named: str = ""
    provider_id: str = ""
    said: str = ""
    at: datetime | None = None


def take_in_report(told: Told) -> Came:
    """Do what follows. The same report twice changes nothing. Raises TooEarly."""
    if told.meaning.what in (What.NOTHING, What.DELAYED):
        return Came.STRANGE
    try:
        return _take_in(told)
    except IntegrityError:
        return Came.KNOWN  # the same report came twice at once, and the other one was faster


def _take_in(told: Told) -> Came:
    with transaction.atomic():
        message = _message_of(told)
        if message is not None and message.state in (MessageState.CLAIMED, MessageState.HANDING):
            raise TooEarly
        if message is not None and message.state == MessageState.UNCLEAR:
            message = _it_left(message)
        if told.meaning.what not in _KEPT:
            return Came.KNOWN if message is not None else Came.STRANGE
        if _is_known(told):
            return Came.KNOWN
        address = (message.address if message else normalize_email(told.address)) or ""
        customer_id = message.customer_id if message else _written_to_lately(address)
        if customer_id is None or Customer.objects.exclude(forgotten_at=None).filter(pk=customer_id).exists():
            return Came.STRANGE
        _follow(told, _keep(told, customer_id, message, address), message, address)
    return Came.KEPT


def _is_known(told: Told) -> bool:
    return Received.objects.filter(external_id=told.external_id).exists()


def _message_of(told: Told) -> Message | None:
    """The message that a report is about: by our name for it, or by the provider's; never somebody else's mail."""
    address = normalize_email(told.address) or ""
    named = message_referred_to(Letter(text=told.named))
    if named is not None:
        return named if not address or named.address == address else None
    if not told.provider_id or not address:
        return None
    recent = list(
        Message.objects.filter(customer_id__in=_customers_at(address), channel=EMAIL, address=address)
        .order_by("-id")
        .values_list("id", flat=True)[:_MOST_SEARCHED]
    )
    took = Delivery.objects.filter(message_id__in=recent, reply__contains=f" {told.provider_id}.").order_by("-id")
    message_id = took.values_list("message_id", flat=True).first()
    return Message.objects.filter(pk=message_id).first() if message_id else None


def _customers_at(address: str) -> Collection[int]:
    points = ContactPoint.objects.filter(channel=EMAIL, normal=address, customer__merged_into=None)
    return list(points.values_list("customer_id", flat=True)[:_MOST_SEARCHED])


def _written_to_lately(address: str) -> int | None:
    """Who got the last mail to the address: a report that names no mail is believed where there was one."""
    if not address:
        return None
    lately = Message.objects.filter(
        customer_id__in=_customers_at(address), sent_at__gte=clock.now() - _BELIEVED_FOR, address=address
    )
    return lately.order_by("-sent_at").values_list("customer_id", flat=True).first()


def _it_left(message: Message) -> Message:
    """Nobody had answered when it was handed over; whoever tells of it now has it."""
    with suppress(TooLate):  # a member was faster
        resolve_unclear(follow_up_id=message.follow_up_id, member_id=None, arrived=True)
    message.refresh_from_db()
    return message


def _keep(told: Told, customer_id: int, message: Message | None, address: str) -> Received:
    customer = Customer.objects.select_related("merged_into").get(pk=customer_id)
    now = clock.now()
    at = told.at if told.at and now - _OLDEST < told.at < now else now
    failed = told.meaning.what is What.FAILED
    return Received.objects.create(
        customer=customer.merged_into or customer,
        kind=str(_KEPT[told.meaning.what]),
        external_id=told.external_id,
        message_row=message.pk if message else None,
        address=address[:254],
        words=told.said[:1000],
        reason=str(told.meaning.reason) if failed else "",
        came_at=at,
    )


def _follow(told: Told, kept: Received, message: Message | None, address: str) -> None:
    what = told.meaning.what
    if what is What.FAILED:
        take_back(kept, Bounce(address, told.meaning.reason), message, address)
        return
    reason = "complaint" if what is What.COMPLAINED else "unsubscribed"
    suppress_address(
        customer_id=kept.customer_id, channel=EMAIL, reason=reason, address=address or None, detail=told.said[:300]
    )
