"""The cards that a printing service has: whose, since when, where they are, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from afterword.domain.channel import Channel
from afterword.followups.models import Message
from afterword.followups.posting.models import PrintOrder

#: As many as one page shows.
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class OrderedCard:
    """One card; ``state`` as :class:`PrintOrder` keeps it, ``message`` as ``domain.delivery`` does."""

    customer_id: int
    customer: str
    asked_at: datetime
    state: str
    message: str
    cost_minor: int
    expected_on: date | None
    is_letter: bool


def orders() -> list[OrderedCard]:
    """The latest, at most :data:`MOST_SHOWN`; one query."""
    rows = PrintOrder.objects.order_by("-asked_at", "-id").select_related("message__customer")[:MOST_SHOWN]
    return [
        OrderedCard(
            row.message.customer_id,
            row.message.customer.display_name,
            row.asked_at,
            row.state,
            row.message.state,
            row.cost_minor,
            row.expected_on,
            row.is_letter,
        )
        for row in rows
    ]


def any_order() -> bool:
    """Whether a card was ever given to a printing service, or is about to be."""
    return how_many_waiting() > 0 or PrintOrder.objects.exists()


def how_many_waiting() -> int:
    """How many cards are approved for the printing service and not handed over yet; one query."""
    waiting = Message.objects.filter(channel=Channel.POST, state__in=("approved", "claimed", "retrying", "held"))
    return waiting.count()


def spent_since(moment: datetime) -> int:
    """What the cards cost that the service took since then, in minor units of the business's currency."""
    taken = PrintOrder.objects.filter(asked_at__gte=moment, taken_at__isnull=False).exclude(state="failed")
    return int(taken.aggregate(total=Sum("cost_minor"))["total"] or 0)
