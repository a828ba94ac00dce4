"""Calls that came to nothing: what the step's own rule says."""

from __future__ import annotations

import pytest
import time_machine

from afterword.customers.merging import merge_customers
from afterword.customers.models import ContactPoint, Customer
from afterword.domain.calling import Outcome
from afterword.domain.triggers import SaleMade
from afterword.followups.actions import undo
from afterword.followups.calling.acting import record_call
from afterword.followups.calling.models import CallAttempt
from afterword.followups.models import FollowUp
from afterword.infra import clock
from afterword.plans.models import Enrollment, Plan, Step
from afterword.plans.why import touches_of
from afterword.plans.withdrawing import withdraw_triggers
from afterword.sales.models import Sale
from tests.plans.plan_rows import a_plan
from tests.plans.shop import Shop


@pytest.fixture
def ada(shop: Shop) -> Customer:
    """Ada, whom a plan of one step wants to call: by telephone, else by e-mail."""
    Plan.objects.update(is_active=False)
    plan = a_plan(SaleMade())
    Step.objects.filter(plan=plan).update(channels="phone,email")
    ada = shop.customer()
    for channel, value in (("phone", "+4722334455"), ("email", "ada@example.org")):
        ContactPoint.objects.create(customer=ada, channel=channel, value=value, normal=value, created_at=clock.now())
    shop.sale(ada)
    return ada


def nobody_answers(traveller: time_machine.Traveller) -> FollowUp:
    owed = FollowUp.objects.get()
    for _ in range(3):
        attempt = record_call(follow_up_id=owed.pk, outcome=Outcome.NO_ANSWER, member_id=None)
        if attempt.again_at is not None:
            traveller.move_to(attempt.again_at)
    owed.refresh_from_db()
    return owed


@pytest.mark.parametrize("rule", ["send_late", "call"])
def test_who_never_answers_is_written_to(
    shop: Shop, ada: Customer, traveller: time_machine.Traveller, rule: str
) -> None:
    Step.objects.update(missed_kind=rule)
    owed = nobody_answers(traveller)
    assert (owed.state, owed.channel, owed.mode) == ("open", "email", "approve")


def test_a_step_that_skips_what_it_missed_ends_with_its_reason(
    shop: Shop, ada: Customer, traveller: time_machine.Traveller
) -> None:
    Step.objects.update(missed_kind="skip")
    owed = nobody_answers(traveller)
    assert (owed.state, owed.reason) == ("stopped", "no_answer")
    assert Enrollment.objects.get().state == "stopped"
    [touch] = touches_of(ada.pk)
    assert touch.reason.endswith("Ada Lovelace did not take the telephone.")
    undo(follow_up_id=owed.pk, member_id=None)
    owed.refresh_from_db()
    assert (owed.state, owed.channel, owed.reason) == ("open", "phone", "")
    assert Enrollment.objects.get().state == "running"


@pytest.mark.parametrize("outcome", [Outcome.WRONG_NUMBER, Outcome.DO_NOT_CALL])
def test_a_number_that_is_no_use_gives_way_to_the_next_channel(shop: Shop, ada: Customer, outcome: Outcome) -> None:
    owed = FollowUp.objects.get()
    record_call(follow_up_id=owed.pk, outcome=outcome, member_id=None)
    owed.refresh_from_db()
    ada.refresh_from_db()
    assert (owed.state, owed.channel, ada.reach) == ("open", "email", 1)
    undo(follow_up_id=owed.pk, member_id=None)
    owed.refresh_from_db()
    ada.refresh_from_db()
    assert (owed.state, owed.channel, ada.reach) == ("open", "phone", 3)


def test_a_round_in_which_somebody_was_called_is_not_taken_away(shop: Shop, ada: Customer) -> None:
    record_call(follow_up_id=FollowUp.objects.get().pk, outcome=Outcome.NO_ANSWER, member_id=None)
    sale = Sale.objects.get()
    assert withdraw_triggers(trigger="sale", ids=[sale.pk]) == [sale.pk]
    assert FollowUp.objects.count() == 1


def test_calls_stay_with_whoever_two_customers_turn_out_to_be(shop: Shop, ada: Customer) -> None:
    record_call(follow_up_id=FollowUp.objects.get().pk, outcome=Outcome.NO_ANSWER, member_id=None)
    keep = shop.customer("Ada King")
    merge_customers(keep_id=keep.pk, other_id=ada.pk)
    assert set(CallAttempt.objects.values_list("customer_id", flat=True)) == {keep.pk}
