"""Cards that a person lets a printing service print and post: approved like mails, and taken back like mails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from afterword.businesses.queries import current_business
from afterword.channels.accounts import NotReady
from afterword.channels.printing_service.account import ReadyService, printing_service
from afterword.customers.models import Customer
from afterword.domain.channel import Channel
from afterword.domain.delivery import FollowUpState, MessageState
from afterword.domain.trouble import Trouble
from afterword.followups.actions import UNDO_SECONDS, TooLate, useless_after
from afterword.followups.models import FollowUp, Message, MessageText, PrintedCard
from afterword.followups.posting.designing import Design
from afterword.followups.posting.paper import (
    NOT_THIS_FORMAT,
    NotForAService,
    is_printed_elsewhere,
    receiver,
    sender_of,
)
from afterword.followups.posting.queue import ToPost
from afterword.followups.queries import addresses_for
from afterword.infra import clock
from afterword.timeline.actions import record
from afterword.timeline.catalogue import FollowUpApproved, FollowUpUndone

PRINTED_HERE = "It was printed here already: post that one, or say that the prints were thrown away."
GONE = "Somebody has dealt with this one already."


class NoService(Trouble):
    """No printing service can be used now."""


def service_for(design: Design) -> ReadyService:
    """The printing service, where it can print such cards. Raises NoService and NotForAService."""
    ready = printing_service()
    if isinstance(ready, NotReady):
        raise NoService(ready.why)
    if not is_printed_elsewhere(design.format):
        raise NotForAService(NOT_THIS_FORMAT)
    sender_of(current_business())
    return ready


def order_cards(
    cards: Sequence[ToPost], design: Design, *, member_id: int | None, prints_thrown_away: bool = False
) -> tuple[list[int], dict[int, Trouble]]:
    """Let the service print and post these; those that go, and what keeps each of the others here.

    They leave in ten seconds at the earliest, and can be taken back until then. A card that was printed here stays
    here unless ``prints_thrown_away``. Raises NoService and NotForAService where none could go.
    """
    service_for(design)
    refused: dict[int, Trouble] = {card.id: NotForAService(" ".join(card.missing)) for card in cards if card.missing}
    refused |= _not_addressed([card for card in cards if card.id not in refused])
    with transaction.atomic():
        gone, late = _approve(
            [card.id for card in cards if card.id not in refused], member_id, prints_thrown_away=prints_thrown_away
        )
    return gone, {**refused, **late}


@transaction.atomic
def take_back_orders(*, member_id: int | None) -> int:
    """All that waits to go to the service is posted here again; how many. What it was asked for stays with it."""
    waiting = Message.objects.select_for_update().filter(
        channel=Channel.POST, state__in=(MessageState.APPROVED, MessageState.HELD, MessageState.RETRYING)
    )
    rows = list(waiting.order_by("pk").values_list("id", "follow_up_id", "customer_id"))
    Message.objects.filter(pk__in=[row[0] for row in rows]).update(state=MessageState.WITHDRAWN, reason="taken_back")
    FollowUp.objects.filter(pk__in=[row[1] for row in rows], state=FollowUpState.APPROVED).update(
        state=FollowUpState.OPEN, version=F("version") + 1
    )
    now = clock.now()
    record(
        [
            FollowUpUndone(customer_id=whose, at=now, subject_id=about, actor_id=member_id, what="approve")
            for _, about, whose in rows
        ]
    )
    return len(rows)


def _not_addressed(cards: Sequence[ToPost]) -> dict[int, Trouble]:
    business = current_business()
    whose = [card.customer_id for card in cards]
    written, customers = addresses_for(whose, Channel.POST), Customer.objects.in_bulk(whose)
    refused: dict[int, Trouble] = {}
    for card in cards:
        try:
            receiver(customers[card.customer_id], written.get(card.customer_id, ""), business)
        except NotForAService as trouble:
            refused[card.id] = trouble
    return refused


def _approve(
    ids: Sequence[int], member_id: int | None, *, prints_thrown_away: bool
) -> tuple[list[int], dict[int, Trouble]]:
    open_ones = FollowUp.objects.select_for_update().filter(pk__in=ids, state=FollowUpState.OPEN, channel=Channel.POST)
    rows = {row.pk: row for row in open_ones.order_by("pk")}
    refused: dict[int, Trouble] = {one: TooLate(GONE) for one in ids if one not in rows}
    prints = PrintedCard.objects.filter(follow_up_id__in=list(rows))
    if prints_thrown_away:
        prints.delete()
    else:
        refused |= {one: TooLate(PRINTED_HERE) for one in prints.values_list("follow_up_id", flat=True)}
    going = [row for one, row in rows.items() if one not in refused]
    refused |= _queue(going, member_id)
    going = [row for row in going if row.pk not in refused]
    FollowUp.objects.filter(pk__in=[row.pk for row in going]).update(
        state=FollowUpState.APPROVED, version=F("version") + 1
    )
    now = clock.now()
    record(
        [
            FollowUpApproved(
                customer_id=row.customer_id, at=now, subject_id=row.pk, actor_id=member_id, channel=Channel.POST
            )
            for row in going
        ]
    )
    return [row.pk for row in going], refused


def _queue(rows: Sequence[FollowUp], member_id: int | None) -> Mapping[int, Trouble]:
    """A message for each; one that came back from an earlier round is taken up again. Those that cannot be."""
    business, now = current_business(), clock.now()
    earlier = {
        message.follow_up_id: message
        for message in Message.objects.filter(follow_up_id__in=[row.pk for row in rows], channel=Channel.POST)
    }
    refused: dict[int, Trouble] = {}
    fresh: list[Message] = []
    kept: list[Message] = []
    for row in rows:
        message = earlier.get(row.pk)
        if message is None:
            message = Message(follow_up=row, customer_id=row.customer_id, channel=Channel.POST, created_at=now)
            fresh.append(message)
        elif message.state in (MessageState.WITHDRAWN, MessageState.FAILED):
            kept.append(message)
        else:
            refused[row.pk] = TooLate("It is on its way to the printing service already.")
            continue
        message.state, message.reason, message.approved_by_id = MessageState.APPROVED, "", member_id
        message.not_before = now + timedelta(seconds=UNDO_SECONDS)
        message.useless_after = useless_after(row, business, now)
    MessageText.objects.filter(message_id__in=[message.pk for message in kept]).delete()
    Message.objects.bulk_update(kept, ["state", "not_before", "useless_after", "approved_by_id", "reason"])
    Message.objects.bulk_create(fresh)
    return refused
