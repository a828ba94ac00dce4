"""Every event of the catalogue is told in a sentence, by rows as the rooms write them."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from afterword.domain.calling import CallEnded
from afterword.domain.day_moved import DayMoved
from afterword.domain.ended import Ended
from afterword.domain.giving_way import GaveWay
from afterword.infra import clock
from afterword.timeline.actions import record
from afterword.timeline.catalogue import COMMON, Event, FollowUpDone, FollowUpStopped, NoteWritten, catalogue
from afterword.timeline.models import EventRow
from afterword.timeline.queries import history
from afterword.web.customer.told import TELLERS, told
from tests.setting.shop import Shop

VALUES: dict[str, Any] = {
    "channel": "email", "from_channel": "email", "to_channel": "phone", "until": "2026-12-24", "was": "2026-12-01",
    "what": "given_name, note", "message_row": 1, "arrived": True, "granted": True, "total_minor": 100, "other_id": 7,
    "reason": "newer_sale",
    "purpose": "promotion", "currency": "NOK",
    "again_at": "2026-12-24T12:00:00+00:00", "sold_on": date(2026, 3, 1), "asked_on": date(2026, 3, 1),
}  # fmt: skip


def example(kind: type[Event], customer_id: int) -> Event:
    own = [one.name for one in fields(kind) if one.name not in COMMON]
    return kind(
        customer_id=customer_id,
        at=clock.now(),
        subject_id=1,
        actor_id=1,
        **{name: VALUES.get(name, "something said") for name in own},
    )


def test_there_is_a_teller_for_every_event_and_no_other() -> None:
    assert set(TELLERS) == set(catalogue())


@pytest.mark.parametrize("kind", sorted(catalogue()))
def test_every_event_is_told_in_a_whole_sentence(shop: Shop, kind: str) -> None:
    event = example(catalogue()[kind], shop.customer().pk)
    row = EventRow(
        kind=kind, customer_id=event.customer_id, subject_id=1, actor_id=None, at=event.at, data=event.details()
    )
    [line] = told([row])
    assert line.said[0].isupper() or line.said[0] == "“"
    assert line.said[-1] in ".:"
    assert "%(" not in line.said
    assert "_" not in line.said


@pytest.mark.parametrize("why", [*Ended, *CallEnded, *DayMoved, *GaveWay, "joined"])
def test_why_a_step_was_stopped_is_a_sentence_and_no_code(shop: Shop, why: str) -> None:
    event = FollowUpStopped(customer_id=shop.customer().pk, at=clock.now(), subject_id=1, reason=why)
    [line] = told([EventRow(kind=event.kind, customer_id=event.customer_id, at=event.at, data=event.details())])
    assert "_" not in line.said
    assert line.said.count(".") == 2
    assert why not in line.said.casefold().split()


def test_a_note_keeps_its_words_and_its_writer(shop: Shop, rosa: object) -> None:
    from afterword.accounts.models import User

    ann, owner = shop.customer(), User.objects.get(email="rosa@example.org")
    with transaction.atomic():
        record([NoteWritten(customer_id=ann.pk, at=clock.now(), actor_id=owner.pk, note="Likes <lilies>")])
    [line] = told(list(history(ann.pk)))
    assert (line.words, line.who) == ("Likes <lilies>", "Rosa")


def test_fifty_facts_are_told_with_as_many_queries_as_one(shop: Shop) -> None:
    ann = shop.customer()

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            told(list(history(ann.pk)))
        return len(seen)

    def happen(number: int) -> None:
        from afterword.timeline.catalogue import InquiryRecorded, MessageSent, SaleRecorded

        sale = shop.sale(ann, "rose", days_ago=number + 1)
        at = clock.now()
        with transaction.atomic():
            record(
                [
                    SaleRecorded(
                        customer_id=ann.pk, at=at, subject_id=sale.pk, sold_on=sale.sold_on, total_minor=1,
                        currency="NOK",
                    ),
                    InquiryRecorded(customer_id=ann.pk, at=at, subject_id=number + 1, asked_on=sale.sold_on),
                    MessageSent(customer_id=ann.pk, at=at, subject_id=number, channel="email", message_row=number),
                ]
            )  # fmt: skip

    happen(0)
    for_one = cost()
    for number in range(1, 17):
        happen(number)
    assert cost() == for_one


def test_pages_of_history_leave_nothing_out_though_all_happened_at_one_moment(shop: Shop) -> None:
    ann, at = shop.customer(), datetime.fromisoformat("2026-06-01T10:00:00+00:00")
    with transaction.atomic():
        record([FollowUpDone(customer_id=ann.pk, at=at, channel="phone", note=str(number)) for number in range(7)])
    seen: list[str] = []
    before = None
    while page := list(history(ann.pk, before=before, limit=3)):
        seen += [row.data["note"] for row in page]
        before = (page[-1].at, page[-1].pk)
    assert seen == [str(number) for number in reversed(range(7))]
