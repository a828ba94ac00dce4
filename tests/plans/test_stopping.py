"""What happens to a customer ends their rounds early, each open touch with that one reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from afterword.customers.actions import lift_hold, place_hold
from afterword.domain.ended import ENDED_BY, Ended
from afterword.domain.stopping import StopRule
from afterword.domain.triggers import Birthday, InquiryMade, JobDone, SaleMade, StartedByHand
from afterword.followups.models import FollowUp
from afterword.infra import clock
from afterword.plans.enrolling import enroll_facts
from afterword.plans.models import Enrollment, Plan, PlanVersion, Step
from afterword.plans.occasions import Occasion, id_of_day
from afterword.plans.rules import active_plans
from afterword.plans.starting import start_plan
from afterword.plans.stopping import resume_rounds, stop_rounds
from afterword.sales.actions import finish_job
from afterword.sales.models import Sale
from afterword.timeline.actions import record
from afterword.timeline.catalogue import AddressSuppressed, InquiryClosed
from afterword.timeline.models import EventRow
from tests.plans.plan_rows import a_plan, a_step
from tests.plans.shop import EMAIL, TODAY, Shop, day

EVERY_RULE = ",".join(StopRule)


@pytest.fixture(autouse=True)
def _only_plans_of_ours(shop: Shop) -> None:
    Plan.objects.update(is_active=False)


def standing(plan: Plan) -> set[tuple[str, str]]:
    return set(FollowUp.objects.filter(plan_id=plan.pk).values_list("state", "reason"))


def suppressed(customer: Any, reason: str) -> None:
    with transaction.atomic():
        record([AddressSuppressed(customer_id=customer.pk, at=clock.now(), channel="email", reason=reason)])


def closed(customer: Any, outcome: str) -> None:
    with transaction.atomic():
        record([InquiryClosed(customer_id=customer.pk, at=clock.now(), subject_id=1, outcome=outcome)])


HAPPENINGS = {
    StopRule.PURCHASE: lambda shop, ada: shop.sale(ada),
    StopRule.REPLY: lambda shop, ada: place_hold(customer_id=ada.pk, reason="reply", actor_id=None),
    StopRule.COMPLAINT: lambda shop, ada: place_hold(customer_id=ada.pk, reason="complaint", actor_id=None),
    StopRule.OPT_OUT: lambda shop, ada: suppressed(ada, "unsubscribed"),
    StopRule.BOOKING: lambda shop, ada: finish_job(customer_id=ada.pk, what="x", done_on=TODAY, key="x"),
    StopRule.WON: lambda shop, ada: closed(ada, "won"),
    StopRule.LOST: lambda shop, ada: closed(ada, "lost"),
}


@pytest.mark.parametrize("rule", list(StopRule))
def test_each_rule_ends_the_plans_that_name_it_and_no_others(shop: Shop, rule: StopRule) -> None:
    names_it = a_plan(SaleMade(), slug="names-it", first=(20, 30), stops=rule.value, again_after_days=90)
    others = ",".join({*StopRule} - {rule, StopRule.WON})
    does_not = a_plan(SaleMade(), slug="does-not", first=(20, 30), stops=others, again_after_days=90)
    a_step(names_it, 40, 50)
    ada = shop.customer()
    shop.sale(ada, days_ago=5)
    HAPPENINGS[rule](shop, ada)
    assert standing(names_it) == {("stopped", ENDED_BY[rule].value)}
    assert Enrollment.objects.get(plan=names_it, state="stopped").reason == ENDED_BY[rule]
    assert ("open", "") in standing(does_not)


def test_what_began_a_round_does_not_end_it(shop: Shop) -> None:
    sale, asked = a_plan(SaleMade(), slug="sale", stops="purchase"), a_plan(InquiryMade(), slug="inq", stops="booking")
    job, hand = a_plan(JobDone(), slug="job", stops="booking"), a_plan(StartedByHand(), slug="hand", stops=EVERY_RULE)
    ada, bo, cy, di = (shop.customer(name) for name in ("Ada", "Bo", "Cy", "Di"))
    shop.sale(ada)
    shop.inquiry(bo)
    finish_job(customer_id=cy.pk, what="x", done_on=TODAY, key="x")
    start_plan(plan_id=hand.pk, customer_id=di.pk, member_id=None)
    for plan in (sale, asked, job, hand):
        assert standing(plan) == {("open", "")}


def test_two_receipts_of_one_day_are_one_visit(shop: Shop) -> None:
    plan = a_plan(SaleMade(), stops="purchase", again_after_days=7)
    ada = shop.customer()
    shop.sales([(ada, 0), (ada, 0)])
    assert standing(plan) == {("open", "")}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_an_older_sale_that_comes_later_is_over_before_it_begins(shop: Shop, order: tuple[int, int]) -> None:
    plan = a_plan(SaleMade(), first=(20, 30), stops="purchase")
    ada = shop.customer()
    sales = shop.sales([(ada, 9), (ada, 0)], told=False)
    for number in order:
        shop.tell([sales[number]])
    rows = dict(Enrollment.objects.filter(plan=plan).values_list("trigger_id", "state"))
    assert rows == {sales[0].pk: "stopped", sales[1].pk: "running"}
    assert standing(plan) == {("stopped", Ended.BOUGHT.value), ("open", "")}


def test_what_was_before_the_day_that_a_round_counts_from_does_not_end_it(shop: Shop) -> None:
    plan = a_plan(Birthday(), stops="purchase,reply")
    ada = shop.customer()
    with transaction.atomic():
        enroll_facts(active_plans("birthday")[0], [Occasion(id_of_day(ada.pk, day(30)), ada.pk, day(30), 0, EMAIL)])
    shop.sale(ada)
    place_hold(customer_id=ada.pk, reason="reply", actor_id=None)
    assert standing(plan) == {("open", "")}


def test_a_person_may_start_a_plan_for_somebody_who_wrote_back_before(shop: Shop, traveller: Any) -> None:
    plan = a_plan(StartedByHand(), stops="reply")
    ada = shop.customer()
    place_hold(customer_id=ada.pk, reason="reply", actor_id=None)
    lift_hold(customer_id=ada.pk, actor_id=None)
    traveller.shift(60)
    start_plan(plan_id=plan.pk, customer_id=ada.pk, member_id=None)
    assert standing(plan) == {("open", "")}
    place_hold(customer_id=ada.pk, reason="reply", actor_id=None)
    assert standing(plan) == {("stopped", Ended.REPLIED.value)}


def test_what_was_told_of_the_same_day_may_have_been_before_a_person_started_it(shop: Shop, traveller: Any) -> None:
    plan = a_plan(StartedByHand(), stops="purchase,booking")
    ada = shop.customer()
    traveller.move_to("2024-09-17T06:00:00+00:00")
    shop.sale(ada)
    finish_job(customer_id=ada.pk, what="x", done_on=TODAY, key="x")
    start_plan(plan_id=plan.pk, customer_id=ada.pk, member_id=None)
    assert standing(plan) == {("open", "")}
    timed = shop.sale(ada, told=False)
    Sale.objects.filter(pk=timed.pk).update(sold_at=clock.now() + timedelta(hours=1))
    shop.tell([timed])
    assert standing(plan) == {("stopped", Ended.BOUGHT.value)}


def test_what_was_approved_or_done_stays_as_it_is(shop: Shop) -> None:
    plan = a_plan(SaleMade(), stops="reply")
    a_step(plan, 5, 9)
    ada = shop.customer()
    shop.sale(ada)
    first = FollowUp.objects.order_by("due_on")[0]
    FollowUp.objects.filter(pk=first.pk).update(state="approved")
    place_hold(customer_id=ada.pk, reason="reply", actor_id=None)
    assert standing(plan) == {("approved", ""), ("stopped", Ended.REPLIED.value)}


def test_a_purchase_that_is_taken_back_lets_the_round_go_on(shop: Shop) -> None:
    plan = a_plan(SaleMade(), first=(20, 30), stops="purchase", again_after_days=90)
    ada = shop.customer()
    shop.sale(ada, 5)
    bought = shop.sale(ada)
    assert standing(plan) == {("stopped", Ended.BOUGHT.value)}
    resume_rounds(customer_ids=[ada.pk])
    assert standing(plan) == {("stopped", Ended.BOUGHT.value)}
    type(bought).objects.filter(pk=bought.pk).delete()
    resume_rounds(customer_ids=[ada.pk])
    assert standing(plan) == {("open", "")}
    assert (
        Enrollment.objects.get(plan=plan, trigger_id=Enrollment.objects.order_by("id")[0].trigger_id).state == "running"
    )


def test_a_round_stops_by_the_rules_of_the_version_in_which_it_runs(shop: Shop) -> None:
    plan = a_plan(SaleMade(), first=(20, 30), stops="reply")
    ada, bo = shop.customer("Ada"), shop.customer("Bo")
    shop.sale(ada)
    PlanVersion.objects.create(plan=plan, version=1, facts={"stops": "reply"}, made_at=clock.now(), live_at=clock.now())
    Plan.objects.filter(pk=plan.pk).update(version=2, stops="")
    Step.objects.filter(plan=plan).update(version=2)
    shop.sale(bo)
    for one in (ada, bo):
        place_hold(customer_id=one.pk, reason="reply", actor_id=None)
    states = dict(FollowUp.objects.values_list("customer_id", "state"))
    assert states == {ada.pk: "stopped", bo.pk: "open"}


def test_asking_again_changes_nothing_and_costs_the_same_for_many(shop: Shop) -> None:
    plan = a_plan(SaleMade(), first=(20, 30), stops=EVERY_RULE)
    customers = [shop.customer(f"Customer {number}") for number in range(30)]
    shop.sales([(one, 5) for one in customers])
    shop.sales([(one, 0) for one in customers[:20]])
    before = EventRow.objects.count()

    def cost(number: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert stop_rounds(customer_ids=[one.pk for one in customers[-number:]]) == 0
        return len(captured)

    assert cost(1) == cost(30)
    assert EventRow.objects.count() == before
    assert FollowUp.objects.filter(plan_id=plan.pk, state="stopped").count() == 20
