"""Catching up plans what no reaction planned, and costs nothing when there is nothing."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from afterword.domain.triggers import Happened
from afterword.followups.models import FollowUp, Rest
from afterword.infra import clock
from afterword.ops.recurring import RECURRING
from afterword.plans import catching_up
from afterword.plans.actions import catch_up, switch_plan
from afterword.plans.catching_up import begin_after_events
from afterword.plans.models import Enrollment, Plan
from afterword.timeline.actions import record
from afterword.timeline.catalogue import NoteWritten
from tests.plans.plan_rows import a_plan
from tests.plans.shop import Shop


def test_what_was_recorded_without_a_word_is_planned(shop: Shop) -> None:
    sales = shop.sales([(shop.customer(), number % 3) for number in range(10)], told=False)
    done = catch_up()
    assert (done.running, done.follow_ups) == (20, 20)
    assert Plan.objects.get(slug="thank-you").planned_to_id == sales[-1].pk


def test_nothing_new_is_three_short_looks(shop: Shop) -> None:
    shop.sales([(shop.customer(), 0) for _ in range(10)])
    catch_up()
    with CaptureQueriesContext(connection) as captured:
        assert catch_up().follow_ups == 0
    assert len(captured) == 3


def test_killed_between_two_chunks_it_goes_on_where_it_was(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.sales([(shop.customer(), 0) for _ in range(9)], told=False)
    monkeypatch.setattr(catching_up, "CHUNK", 4)
    enroll, calls = catching_up.enroll, []

    def enroll_once(*args: object, **options: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return enroll(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(catching_up, "enroll", enroll_once)
    with pytest.raises(KeyboardInterrupt):
        catch_up()
    assert Enrollment.objects.count() == 8
    monkeypatch.setattr(catching_up, "enroll", enroll)
    catch_up()
    assert (Enrollment.objects.count(), FollowUp.objects.count()) == (18, 18)


def test_a_sale_below_the_mark_is_found_from_the_beginning(shop: Shop) -> None:
    sale = shop.sale(shop.customer(), told=False)
    Plan.objects.update(planned_to_id=sale.pk)
    assert catch_up().running == 0
    assert catch_up(everything=True).running == 2


def test_a_newcomer_without_a_word_gets_one_in_writing(shop: Shop) -> None:
    shop.customer(told=False)
    catch_up(everything=True)
    assert Rest.objects.get().reason == "no_purchase_yet"


def test_a_plan_that_is_switched_on_again_takes_up_what_is_still_in_its_window(shop: Shop) -> None:
    switch_plan(slug="thank-you", on=False)
    shop.sales([(shop.customer(), 2), (shop.customer(), 20)])
    assert not Enrollment.objects.filter(plan__slug="thank-you").exists()
    switch_plan(slug="thank-you", on=True)
    states = Enrollment.objects.filter(plan__slug="thank-you").order_by("id").values_list("state", flat=True)
    assert list(states) == ["running", "past"]


def test_a_plan_that_waits_for_an_event_begins_within_the_minute_and_once(shop: Shop) -> None:
    a_plan(Happened("note_written"))
    ada = shop.customer()
    for _ in range(2):
        assert begin_after_events().running == 0
    with transaction.atomic():
        record([NoteWritten(customer_id=ada.pk, at=clock.now(), note="Would like to hear of the new ones.")])
    assert begin_after_events().running == 1
    assert begin_after_events().running == catch_up().running == 0
    [owed] = FollowUp.objects.filter(plan_id=Plan.objects.get(slug="of-ours").pk)
    assert owed.customer_id == ada.pk
    [often] = [one.every for one in RECURRING if one.perform is begin_after_events]
    assert often is not None
    assert often.total_seconds() < 60


def test_where_no_plan_waits_for_events_a_look_is_one_query(shop: Shop) -> None:
    shop.sale(shop.customer())
    with CaptureQueriesContext(connection) as captured:
        begin_after_events()
    assert len(captured) == 1
