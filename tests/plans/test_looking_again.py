"""What sales had decided is put right when they go, when customers merge, and when somebody can be reached."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from afterword.customers.actions import merge_customers
from afterword.customers.models import Customer
from afterword.domain.ended import Ended
from afterword.domain.triggers import Birthday, JobDone, SaleMade, Which
from afterword.followups.models import FollowUp
from afterword.plans.actions import withdraw_triggers
from afterword.plans.dated.coming import plan_coming_days
from afterword.plans.looking_again import look_again
from afterword.plans.models import Enrollment, Plan
from afterword.plans.reaching import reach_recent
from afterword.plans.reviving import revive_unreached
from afterword.sales.actions import finish_job
from afterword.sales.models import Product, Sale
from tests.plans.plan_rows import a_plan
from tests.plans.shop import EMAIL, TODAY, Shop, day


@pytest.fixture(autouse=True)
def _only_plans_of_ours(shop: Shop) -> None:
    Plan.objects.update(is_active=False)


def standing(plan: Plan) -> dict[int, str]:
    return dict(Enrollment.objects.filter(plan=plan).values_list("trigger_id", "state"))


def taken_back(*sales: Sale) -> None:
    """As undoing an import does it."""
    customers = {sale.customer_id for sale in sales if sale.customer_id}
    with transaction.atomic():
        assert withdraw_triggers(trigger="sale", ids=[sale.pk for sale in sales]) == []
        Sale.objects.filter(id__in=[sale.pk for sale in sales]).delete()
        look_again(customer_ids=customers)


def rows() -> Any:
    return (
        list(
            Enrollment.objects.order_by("plan_id", "trigger_id").values_list("plan_id", "trigger_id", "state", "reason")
        ),
        list(FollowUp.objects.order_by("plan_id", "sale_id").values_list("plan_id", "sale_id", "state", "reason")),
    )


@pytest.mark.parametrize("older_comes_later", [False, True])
def test_taking_a_first_sale_back_makes_the_next_one_the_first(shop: Shop, older_comes_later: bool) -> None:
    a_plan(SaleMade(Which.FIRST), slug="first", first=(3, 9), stops="purchase")
    a_plan(SaleMade(Which.REPEAT), slug="repeat", first=(3, 9))
    a_plan(SaleMade(), slug="each", first=(3, 9), once=True)
    ada = shop.customer()
    alone = None
    if older_comes_later:
        new = shop.sale(ada, 0)
        alone = rows()
        old = shop.sale(ada, 2)
    else:
        old, new = shop.sales([(ada, 2), (ada, 0)])
    taken_back(old)
    first, repeat, each = (Plan.objects.get(slug=slug) for slug in ("first", "repeat", "each"))
    assert standing(first) == {new.pk: "running"}
    assert standing(repeat) == {}
    assert standing(each) == {new.pk: "running"}
    assert alone is None or rows() == alone


def test_a_purchase_that_is_taken_back_stops_nothing(shop: Shop) -> None:
    plan = a_plan(SaleMade(), first=(20, 30), stops="purchase", again_after_days=90)
    ada = shop.customer()
    shop.sale(ada, 5)
    before = rows()
    bought = shop.sale(ada)
    assert FollowUp.objects.get(plan_id=plan.pk).reason == Ended.BOUGHT
    taken_back(bought)
    assert rows() == before


def test_a_round_in_which_somebody_acted_stays(shop: Shop) -> None:
    repeat = a_plan(SaleMade(Which.REPEAT), slug="repeat")
    ada = shop.customer()
    old, new = shop.sale(ada, 2), shop.sale(ada, 0)
    FollowUp.objects.filter(plan_id=repeat.pk).update(state="done")
    taken_back(old)
    assert standing(repeat) == {new.pk: "running"}


def test_two_who_become_one_are_welcomed_once(shop: Shop) -> None:
    plan = a_plan(SaleMade(Which.FIRST), slug="welcome")
    ada, double = shop.customer("Ada"), shop.customer("Ada L")
    shop.sale(ada, 1)
    shop.sale(double, 0)
    merge_customers(keep_id=ada.pk, other_id=double.pk)
    assert sorted(standing(plan).values()) == ["joined", "running"]
    assert FollowUp.objects.filter(plan_id=plan.pk, state="open").count() == 1


def test_who_can_be_reached_at_last_hears_about_the_job_and_the_birthday(shop: Shop) -> None:
    job, birthday = a_plan(JobDone(), slug="job"), a_plan(Birthday(), slug="birthday")
    bike = Product.objects.create(source="till", key="bike", name="Bike")
    ada = shop.customer(reach=0)
    Customer.objects.filter(pk=ada.pk).update(birth_on=day(9).replace(year=1980))
    finish_job(customer_id=ada.pk, what="Tuned", done_on=TODAY, key="a", product_id=bike.pk)
    plan_coming_days()
    assert not FollowUp.objects.exists()
    Customer.objects.filter(pk=ada.pk).update(reach=EMAIL)
    assert revive_unreached(customer_ids=[ada.pk]) == 1
    owed = {one.plan_id: one for one in FollowUp.objects.all()}
    assert (owed[job.pk].product_id, owed[job.pk].sale_id) == (bike.pk, None)
    assert (owed[birthday.pk].about_on, owed[birthday.pk].sale_id) == (day(9), None)
    assert revive_unreached(customer_ids=[ada.pk]) == 0
    assert FollowUp.objects.count() == 2


def test_reaching_back_takes_the_plan_that_opens_first_whatever_it_counts_in(shop: Shop) -> None:
    weeks, days = a_plan(SaleMade(), slug="weeks", first=(3, 4)), a_plan(SaleMade(), slug="days", first=(5, 6))
    weeks.steps.update(offset_unit="weeks")
    shop.sale(shop.customer(), 29)
    Enrollment.objects.update(state="past")
    FollowUp.objects.all().delete()
    assert reach_recent(count=1) == 1
    assert FollowUp.objects.get().plan_id == days.pk
