"""Calls that are due and what came of them: each try once, and everything can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from afterword.customers.holding import place_hold
from afterword.customers.models import Consent, ContactPoint, Customer, Suppression
from afterword.customers.suppressing import record_consent, suppress_address
from afterword.domain.calling import Outcome, Part
from afterword.followups.actions import NotThere, TooLate, undo
from afterword.followups.calling.acting import NotACall, add_note, record_call
from afterword.followups.calling.models import CallAttempt
from afterword.followups.calling.queue import Stand, ToCall, calls_due, how_many_calls
from afterword.followups.models import FollowUp
from afterword.timeline.models import EventRow
from tests.setting.shop import Shop

#: A Monday, ten o'clock in Oslo.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
#: Of a plan that nobody knows: there is no other way to take.
NO_STEP = 10**9


@pytest.fixture(autouse=True)
def traveller() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as moved:
        yield moved


def a_call(shop: Shop, given: str = "Ann", number: str = "+4722334455", **fields: object) -> FollowUp:
    customer = shop.customer(given)
    if number:
        shop.address(customer, "phone", number)
    facts = {"channel": "phone", "mode": "hand", "step_id": NO_STEP, "enrollment_id": customer.pk} | fields
    return shop.owed(customer, shop.sale(customer, "silver ring"), **facts)


def one_due(**asked: object) -> ToCall:
    [found] = calls_due(**asked)  # type: ignore[arg-type]
    return found


def told(owed: FollowUp) -> list[str]:
    return list(EventRow.objects.filter(subject_id=owed.pk).order_by("id").values_list("kind", flat=True))


def test_a_call_says_whom_to_ring_why_and_what_to_say(shop: Shop) -> None:
    later, sooner = a_call(shop, "Ann"), a_call(shop, "Bo", window_last=date(2026, 11, 24))
    a_call(shop, "Cid", due_on=date(2026, 12, 1))
    assert [one.id for one in calls_due()] == [sooner.pk, later.pk]
    found = calls_due()[1]
    assert [one.value for one in found.numbers] == ["+4722334455"]
    assert found.why == "Bought silver ring, 2 days ago."
    assert found.script.body == "Ask how the silver ring does."
    assert (found.stand, found.tried, found.best) == (Stand.NOW, (), None)
    assert how_many_calls(shop.today) == 2


def test_a_list_asks_as_often_for_one_as_for_many(shop: Shop) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            calls_due()
        return len(queries)

    a_call(shop, "Ann")
    few = asked()
    for number in range(30):
        record_call(follow_up_id=a_call(shop, f"Bo{number}", f"+47223344{number:02}").pk, outcome=Outcome.NO_ANSWER,
                    member_id=None)  # fmt: skip
    assert asked() == few


def test_a_member_sees_what_is_theirs_and_nobodys(shop: Shop) -> None:
    mine, anybodys = a_call(shop, "Ann", membership_id=7), a_call(shop, "Bo")
    a_call(shop, "Cid", membership_id=8)
    assert [one.id for one in calls_due(membership_id=7)] == [mine.pk, anybodys.pk]
    assert len(calls_due()) == 3


@pytest.mark.parametrize("outcome", [Outcome.REACHED, Outcome.VOICEMAIL])
def test_who_was_reached_has_heard_from_us(shop: Shop, outcome: Outcome) -> None:
    owed = a_call(shop)
    attempt = record_call(follow_up_id=owed.pk, outcome=outcome, member_id=3, note=" It  fits. ")
    owed.refresh_from_db()
    assert (owed.state, owed.note, attempt.number, attempt.address) == ("done", "It fits.", 1, "+4722334455")
    event = EventRow.objects.get(kind="follow_up_done")
    assert event.data == {"channel": "phone", "note": "It fits.", "outcome": outcome.value, "message_row": 0}
    assert calls_due() == []


def test_no_answer_comes_back_in_another_part_of_the_day_three_times_at_most(
    shop: Shop, traveller: time_machine.Traveller
) -> None:
    owed = a_call(shop)
    first = record_call(follow_up_id=owed.pk, outcome=Outcome.NO_ANSWER, member_id=None)
    assert first.again_at == datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
    found = one_due()
    assert (found.stand, found.not_before, len(found.tried)) == (Stand.LATER, first.again_at, 1)
    traveller.move_to(first.again_at)
    assert one_due().stand is Stand.NOW
    traveller.move_to(datetime(2026, 11, 23, 17, 30, tzinfo=UTC))
    second = record_call(follow_up_id=owed.pk, outcome=Outcome.NO_ANSWER, member_id=None)
    assert second.again_at == datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    owed.refresh_from_db()
    assert (owed.state, owed.due_on) == ("open", date(2026, 11, 24))
    assert calls_due() == []
    traveller.move_to(second.again_at)
    third = record_call(follow_up_id=owed.pk, outcome=Outcome.NO_ANSWER, member_id=None)
    owed.refresh_from_db()
    # No plan knows this step, so that there is no other way to take.
    assert (third.number, third.became, owed.state, owed.reason) == (3, "next_way", "stopped", "no_answer")
    assert told(owed) == ["call_attempted", "call_attempted", "follow_up_stopped", "call_attempted"]


def test_a_reminder_that_nobody_answers_stays_with_the_person(shop: Shop, traveller: time_machine.Traveller) -> None:
    owed = a_call(shop, step_id=None, enrollment_id=None)
    for _ in range(3):
        record_call(follow_up_id=owed.pk, outcome=Outcome.NO_ANSWER, member_id=None)
        traveller.shift(timedelta(hours=3))
    owed.refresh_from_db()
    assert owed.state == "open"
    traveller.move_to(MONDAY + timedelta(days=1))
    assert one_due().is_given_up


def test_a_word_that_was_left_may_be_tried_again(shop: Shop) -> None:
    owed = a_call(shop)
    attempt = record_call(follow_up_id=owed.pk, outcome=Outcome.VOICEMAIL, member_id=None, try_again=True)
    owed.refresh_from_db()
    assert (attempt.became, owed.state) == ("again", "open")


def test_a_button_pressed_twice_counts_once(shop: Shop) -> None:
    owed = a_call(shop)
    tries = [record_call(follow_up_id=owed.pk, outcome=Outcome.NO_ANSWER, member_id=None, version=0) for _ in range(2)]
    assert tries[0].pk == tries[1].pk
    assert CallAttempt.objects.count() == 1
    assert told(owed) == ["call_attempted"]
    with pytest.raises(TooLate):
        record_call(follow_up_id=owed.pk, outcome=Outcome.REACHED, member_id=None, version=0)


def test_a_wrong_number_gives_way_to_their_other_one(shop: Shop) -> None:
    owed = a_call(shop)
    shop.address(owed.customer, "phone", "+4791234567")
    record_call(follow_up_id=owed.pk, outcome=Outcome.WRONG_NUMBER, member_id=None)
    assert [one.normal for one in one_due().numbers] == ["+4791234567"]
    assert ContactPoint.objects.get(normal="+4722334455").bad_reason == "wrong number"
    record_call(follow_up_id=owed.pk, outcome=Outcome.WRONG_NUMBER, member_id=None)
    owed.refresh_from_db()
    owed.customer.refresh_from_db()
    assert (owed.state, owed.reason, owed.customer.reach) == ("stopped", "wrong_number", 0)


def test_who_does_not_want_to_be_called_is_never_listed_again(shop: Shop) -> None:
    owed = a_call(shop)
    other = shop.owed(owed.customer, channel="phone", mode="hand")
    attempt = record_call(follow_up_id=owed.pk, outcome=Outcome.DO_NOT_CALL, member_id=3)
    kept = Suppression.objects.get()
    assert (kept.channel, kept.reason, kept.at) == ("phone", "asked", MONDAY)
    assert kept.detail == "Said on the telephone that they do not want to be called."
    assert calls_due() == []
    assert set(FollowUp.objects.filter(pk__in=[owed.pk, other.pk]).values_list("state", flat=True)) == {"stopped"}
    add_note(attempt_id=attempt.pk, note="“Leave me alone.”", member_id=3)
    said = Consent.objects.order_by("-id")[0]
    assert (said.channel, said.granted, said.source, said.wording) == (
        "phone", False, "by telephone", "“Leave me alone.”",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("keep", "sentence"),
    [
        ("suppressed", "asked not to be contacted by phone"),
        ("refused", "said no to such messages by phone"),
        ("no number", "no way on record to reach Ann Berg by phone"),
        ("bad number", "no way on record to reach Ann Berg by phone"),
        ("paused", "You paused all messages"),
    ],
)
def test_who_must_not_be_called_is_held_with_the_reason(shop: Shop, keep: str, sentence: str) -> None:
    owed = a_call(shop, number="" if keep == "no number" else "+4722334455")
    if keep == "suppressed":
        # Written without the event by which plans take another way.
        suppress_address(customer_id=shop.customer("Bo").pk, channel="phone", reason="asked", address="+4722334455")
        Customer.objects.filter(pk=owed.customer_id).update(reach=1)
    if keep == "refused":
        record_consent(customer_id=owed.customer_id, purpose="care", channel="phone", granted=False, source="letter")
    if keep == "bad number":
        ContactPoint.objects.update(bad_reason="wrong number")
        Customer.objects.filter(pk=owed.customer_id).update(reach=1)
    if keep == "paused":
        place_hold(customer_id=owed.customer_id, reason="paused")
    owed.refresh_from_db()
    FollowUp.objects.filter(pk=owed.pk).update(state="open", channel="phone")
    found = one_due()
    assert found.stand is Stand.HELD
    assert sentence in found.held.replace("by telephone", "by phone")


def test_in_the_quiet_hours_nobody_is_rung(shop: Shop, traveller: time_machine.Traveller) -> None:
    a_call(shop)
    traveller.move_to(datetime(2026, 11, 23, 19, 30, tzinfo=UTC))
    found = one_due()
    assert (found.stand, found.not_before) == (Stand.LATER, datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    assert one_due(on=date(2026, 11, 24)).stand is Stand.NOW


def test_who_usually_answers_in_the_afternoon_is_known(shop: Shop, traveller: time_machine.Traveller) -> None:
    ann = a_call(shop).customer
    for days in (40, 30):
        traveller.move_to(MONDAY - timedelta(days=days) + timedelta(hours=6))
        earlier = shop.owed(ann, channel="phone", mode="hand")
        record_call(follow_up_id=earlier.pk, outcome=Outcome.REACHED, member_id=None)
    traveller.move_to(MONDAY)
    assert one_due().best is Part.AFTERNOON


def test_every_outcome_can_be_taken_back(shop: Shop) -> None:
    for number, outcome in enumerate(Outcome):
        owed = a_call(shop, f"Ann{number}", f"+472233440{number}")
        before = FollowUp.objects.values().get(pk=owed.pk)
        customer = Customer.objects.values().get(pk=owed.customer_id)
        record_call(follow_up_id=owed.pk, outcome=outcome, member_id=3)
        undo(follow_up_id=owed.pk, member_id=3)
        after = FollowUp.objects.values().get(pk=owed.pk)
        assert after | {"version": 0} == before, outcome
        if outcome is not Outcome.DO_NOT_CALL:
            reach = Customer.objects.values_list("reach", flat=True).get(pk=owed.customer_id)
            assert bool(reach & 2) == bool(customer["reach"] & 2)
        assert CallAttempt.objects.get(follow_up=owed).taken_back_at == MONDAY
        assert owed.pk in [one.id for one in calls_due()], outcome
        with pytest.raises(TooLate):
            undo(follow_up_id=owed.pk, member_id=3)


def test_a_slip_of_the_finger_takes_no_yes_away(shop: Shop, traveller: time_machine.Traveller) -> None:
    owed = a_call(shop)
    record_consent(customer_id=owed.customer_id, purpose="promotion", channel="phone", granted=True, source="paper")
    traveller.shift(60)
    record_call(follow_up_id=owed.pk, outcome=Outcome.DO_NOT_CALL, member_id=3)
    undo(follow_up_id=owed.pk, member_id=3)
    newest = Consent.objects.order_by("-at", "-id")[0]
    assert (newest.granted, newest.source) == (True, "paper")
    assert not Suppression.objects.filter(lifted_at=None).exists()


def test_after_a_try_was_taken_back_the_next_one_counts_anew(shop: Shop) -> None:
    owed = a_call(shop)
    for _ in range(4):
        record_call(follow_up_id=owed.pk, outcome=Outcome.NO_ANSWER, member_id=None)
        undo(follow_up_id=owed.pk, member_id=None)
    attempt = record_call(follow_up_id=owed.pk, outcome=Outcome.NO_ANSWER, member_id=None)
    assert (attempt.number, attempt.became) == (5, "again")


def test_what_is_no_call_and_what_is_not_there_is_said(shop: Shop) -> None:
    letter = shop.owed(shop.customer("Bo"))
    with pytest.raises(NotACall, match="not a call"):
        record_call(follow_up_id=letter.pk, outcome=Outcome.REACHED, member_id=None)
    with pytest.raises(NotThere):
        record_call(follow_up_id=10**6, outcome=Outcome.REACHED, member_id=None)


def test_a_reminder_keeps_what_it_is_about(shop: Shop) -> None:
    owed = a_call(shop, note="Ask about the clasp", step_id=None, enrollment_id=None)
    record_call(follow_up_id=owed.pk, outcome=Outcome.REACHED, member_id=None)
    undo(follow_up_id=owed.pk, member_id=None)
    owed.refresh_from_db()
    assert owed.note == "Ask about the clasp"
