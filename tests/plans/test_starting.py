"""Plans that begin with a finished job, an event, or a person's word."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from afterword.domain.audience import Condition, Operator, written
from afterword.domain.triggers import Happened, JobDone, StartedByHand
from afterword.followups.models import FollowUp
from afterword.infra import clock
from afterword.plans.actions import catch_up
from afterword.plans.models import Enrollment, Plan
from afterword.plans.starting import CannotStart, start_plan
from afterword.sales.actions import BadJob, DoneJob, finish_job, record_jobs
from afterword.sales.models import Job, Product
from afterword.timeline.actions import record
from afterword.timeline.catalogue import ConsentRecorded
from afterword.timeline.models import EventRow
from tests.plans.plan_rows import a_plan
from tests.plans.shop import TODAY, Shop, day


def started(plan: Plan, customer: Any) -> Any:
    return start_plan(plan_id=plan.pk, customer_id=customer.pk, member_id=None)


def test_a_finished_job_begins_its_plan_about_its_thing(shop: Shop) -> None:
    plan = a_plan(JobDone(), first=(2, 5))
    bike = Product.objects.create(source="till", key="bike", name="Bike")
    ada = shop.customer()
    assert finish_job(customer_id=ada.pk, what="Tuned", done_on=TODAY, key="a", product_id=bike.pk)
    [owed] = FollowUp.objects.all()
    assert (owed.plan_id, owed.product_id, owed.due_on, owed.sale_id) == (plan.pk, bike.pk, day(2), None)
    assert Enrollment.objects.get().trigger_id == Job.objects.get().pk


def test_the_same_form_again_is_one_job(shop: Shop) -> None:
    a_plan(JobDone())
    ada = shop.customer()
    assert finish_job(customer_id=ada.pk, what="Tuned", done_on=TODAY, key="a")
    assert not finish_job(customer_id=ada.pk, what="Tuned", done_on=TODAY, key="a")
    assert Job.objects.count() == FollowUp.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"done_on": day(1)}, {"what": "  "}, {"product_id": 99_999}])
def test_a_job_that_cannot_be_is_not_written_down(shop: Shop, wrong: dict[str, Any]) -> None:
    ada = shop.customer()
    with pytest.raises(BadJob):
        finish_job(**({"customer_id": ada.pk, "what": "Tuned", "done_on": TODAY, "key": "a"} | wrong))
    assert not Job.objects.exists()


def test_jobs_come_in_sets_and_follow_a_merged_customer(shop: Shop) -> None:
    from afterword.customers.actions import merge_customers

    a_plan(JobDone())
    ada, double = shop.customer("Ada"), shop.customer("Ada L")
    with transaction.atomic():
        jobs = [DoneJob(str(number), double.pk, day(-number), "Tuned") for number in range(3)]
        assert record_jobs(jobs=jobs, source="workshop") == 3
        assert record_jobs(jobs=jobs, source="workshop") == 0
    merge_customers(keep_id=ada.pk, other_id=double.pk)
    assert set(Job.objects.values_list("customer_id", flat=True)) == {ada.pk}


def test_an_event_of_the_timeline_begins_a_plan_of_its_name_on_the_businesss_day(shop: Shop, traveller: Any) -> None:
    plan = a_plan(Happened("consent_recorded"), first=(1, 3))
    ada = shop.customer()
    traveller.move_to("2024-09-17T22:30:00+00:00")  # half past midnight in Oslo
    said = {"purpose": "promotion", "channel": "email", "granted": True, "source": "shop"}
    with transaction.atomic():
        record([ConsentRecorded(customer_id=ada.pk, at=clock.now(), **said)])
    catch_up()
    catch_up(everything=True)
    [round_] = Enrollment.objects.filter(plan=plan)
    assert (round_.anchor_on, round_.state) == (day(1), "running")
    assert FollowUp.objects.get().due_on == day(2)


def test_a_person_starts_a_plan_and_is_told_when_it_begins(shop: Shop) -> None:
    plan = a_plan(StartedByHand(), first=(3, 6), again_after_days=30)
    a_plan(StartedByHand(), slug="another")
    ada = shop.customer()
    assert started(plan, ada) == day(3)
    assert [one.plan_id for one in FollowUp.objects.all()] == [plan.pk]
    with pytest.raises(CannotStart, match="already"):
        started(plan, ada)
    assert EventRow.objects.filter(kind="plan_started").count() == 1


def test_a_plan_that_cannot_begin_says_why_and_writes_nothing(shop: Shop) -> None:
    plan = a_plan(StartedByHand(), audience=written(Condition("customer.is_firm", Operator.YES)))
    everybody = a_plan(StartedByHand(), slug="everybody")
    with pytest.raises(CannotStart, match="not meant"):
        started(plan, shop.customer())
    with pytest.raises(CannotStart, match="no way on record"):
        started(everybody, shop.customer(reach=0))
    Plan.objects.filter(pk=everybody.pk).update(is_active=False)
    with pytest.raises(CannotStart, match="switched off"):
        started(everybody, shop.customer())
    assert not Enrollment.objects.exists()
    assert not EventRow.objects.filter(kind="plan_started").exists()
