"""What became of cards that a printing service has: in the post, come back, or never printed; and of unclear ones."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction

from afterword.channels.accounts import NotReady
from afterword.channels.port import Kind, Outcome
from afterword.channels.printing_service.account import printing_service
from afterword.channels.printing_service.asking import CannotAsk, Fate, fate_of, find_order
from afterword.channels.printing_service.line import Taken
from afterword.channels.printing_service.settings import Service
from afterword.customers.models import ContactPoint
from afterword.customers.suppressing import mark_address_bad
from afterword.domain.channel import Channel
from afterword.domain.delivery import MessageState
from afterword.followups.delivering.coming_back import owed_again
from afterword.followups.delivering.deciding import decide, this_day
from afterword.followups.delivering.outcomes import Answered
from afterword.followups.models import Message
from afterword.followups.posting.acting import RETURNED
from afterword.followups.posting.handing_over import note_taken, tell_refused
from afterword.followups.posting.models import PrintOrder
from afterword.infra import clock
from afterword.timeline.actions import record
from afterword.timeline.catalogue import CardMailed, CardReturned

log = logging.getLogger(__name__)

#: Cards asked about at one go.
MOST_AT_ONCE = 50
#: Until the next question, by what is known; nobody is asked about a card that was taken longer ago than the last.
_PAUSES = {
    Fate.PRINTING: timedelta(hours=12),
    Fate.MAILED: timedelta(days=1),
    Fate.DELIVERED: timedelta(days=7),
}
_LONGEST = timedelta(days=60)
_AFTER_SILENCE = timedelta(hours=1)
#: Why a message failed that the service had taken.
NOT_PRINTED = "not_printed"
#: An order that the service does not know a day later was never understood.
_GIVE_UP_ASKING = timedelta(days=1)


def look_after_orders() -> int:
    """Ask the current business's printing service about the cards whose turn it is; how many answers were news.

    Talks to the service, so it must not be called inside a transaction.
    """
    due = PrintOrder.objects.filter(look_at__lte=clock.now()).order_by("look_at")
    orders = list(due.select_related("message")[:MOST_AT_ONCE])
    if not orders or isinstance(ready := printing_service(), NotReady):
        return 0
    news = 0
    for order in orders:
        try:
            news += _ask_about(order, ready.service)
        except CannotAsk as trouble:
            log.info("The printing service could not be asked about a card: %s", trouble)
            _look_again(order, _AFTER_SILENCE)
    return news


def _ask_about(order: PrintOrder, service: Service) -> bool:
    if order.state != "asked":
        fate = fate_of(service, order.service_id, is_letter=order.is_letter)
        return _note(order, fate)
    found = find_order(service, order.key, is_letter=order.is_letter).taken
    if found is not None:
        return _arrived_after_all(order, found)
    if order.asked_at < clock.now() - _GIVE_UP_ASKING:
        PrintOrder.objects.filter(pk=order.pk, state="asked").update(look_at=None)
    else:
        _look_again(order, _AFTER_SILENCE / 4)
    return False


@transaction.atomic
def _arrived_after_all(order: PrintOrder, taken: Taken) -> bool:
    """The service has what nobody answered for; a person who said otherwise meanwhile is not overruled."""
    one = decide([order.message_id], this_day()).get(order.message_id)
    if one is None or one.standing.state not in (MessageState.HANDING, MessageState.UNCLEAR):
        PrintOrder.objects.filter(pk=order.pk).update(service_id=taken.id, look_at=None)
        return False
    return note_taken(Answered(one, Outcome(Kind.SENT), one.standing.attempts + 1), taken, order_key=order.key)


@transaction.atomic
def _note(order: PrintOrder, fate: Fate) -> bool:
    """Write down where the card is; each change once, whoever asks at the same time."""
    now = clock.now()
    pause = _PAUSES.get(fate)
    too_old = order.taken_at is None or order.taken_at < now - _LONGEST
    look_at = None if pause is None or too_old else now + pause
    changed = PrintOrder.objects.filter(pk=order.pk, state=order.state).exclude(state=str(fate))
    if not changed.update(state=str(fate), look_at=look_at):
        PrintOrder.objects.filter(pk=order.pk).update(look_at=look_at)
        return False
    match fate:
        case Fate.MAILED | Fate.DELIVERED if order.state == Fate.PRINTING:
            _tell(CardMailed, order.message)
        case Fate.RETURNED:
            _give_address_up(order)
            _tell(CardReturned, order.message)
        case Fate.FAILED:
            if owed_again(order.message, NOT_PRINTED):
                tell_refused(order.message.customer_id, order.message.follow_up_id, order.message.pk, "")
        case _:
            pass
    return True


def _give_address_up(order: PrintOrder) -> None:
    point = ContactPoint.objects.filter(pk=order.contact_point_id or 0).first()
    if point is not None:
        mark_address_bad(customer_id=point.customer_id, channel=Channel.POST, address=point.normal, reason=RETURNED)


def _tell(kind: type[CardMailed] | type[CardReturned], message: Message) -> None:
    about = message.follow_up_id
    record([kind(customer_id=message.customer_id, at=clock.now(), subject_id=about, message_row=message.pk)])


def _look_again(order: PrintOrder, pause: timedelta) -> None:
    PrintOrder.objects.filter(pk=order.pk).update(look_at=clock.now() + pause)
