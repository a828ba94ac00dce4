"""Rounds that are started by whatever it is: days of the calendar, jobs, things that are due."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from afterword.domain.audience import Condition, Operator, written
from afterword.domain.triggers import Birthday
from afterword.followups.models import FollowUp
from afterword.plans.enrolling import enroll_facts
from afterword.plans.models import Enrollment, Plan
from afterword.plans.occasions import About, Occasion, id_of_day
from afterword.plans.rules import active_plans
from afterword.plans.writing import Enrolled
from afterword.sales.models import Product
from tests.plans.plan_rows import a_plan
from tests.plans.shop import EMAIL, PHONE, Shop, day


def enrolled(occasions: list[Occasion], trigger: str = "birthday") -> Enrolled:
    with transaction.atomic():
        [plan] = active_plans(trigger, lock=True)
        return enroll_facts(plan, occasions)


def occasion(customer_id: int, on: date, *, reach: int = EMAIL, about: About | None = None) -> Occasion:
    return Occasion(id_of_day(customer_id, on), customer_id, on, 0, reach, about or About(about_on=on))


def test_a_follow_up_says_which_thing_and_which_day_it_is_about(shop: Shop) -> None:
    a_plan(Birthday())
    ring = Product.objects.create(source="till", key="ring", name="Ring")
    ada = shop.customer()
    sale = shop.sale(ada, 400)
    about = About(sale_id=sale.pk, product_id=ring.pk, about_on=day(14))
    enrolled([occasion(ada.pk, day(10), about=about)])
    [owed] = FollowUp.objects.filter(plan_id=Plan.objects.get(slug="of-ours").pk)
    assert (owed.product_id, owed.sale_id, owed.about_on, owed.due_on) == (ring.pk, sale.pk, day(14), day(10))


def test_the_same_day_again_changes_nothing_and_another_day_is_another_round(shop: Shop) -> None:
    a_plan(Birthday())
    ada = shop.customer()
    assert enrolled([occasion(ada.pk, day(10))]).running == 1
    assert enrolled([occasion(ada.pk, day(10))]).running == 0
    assert enrolled([occasion(ada.pk, day(10)), occasion(ada.pk, day(375))]).running == 1
    assert Enrollment.objects.count() == FollowUp.objects.count() == 2


def test_a_plan_that_is_for_once_begins_once(shop: Shop) -> None:
    a_plan(Birthday(), once=True)
    ada = shop.customer()
    done = enrolled([occasion(ada.pk, day(2)), occasion(ada.pk, day(40))])
    assert (done.running, done.joined, done.follow_ups) == (1, 1, 1)
    assert enrolled([occasion(ada.pk, day(375))]).follow_ups == 0
    assert list(Enrollment.objects.order_by("anchor_on").values_list("state", "reason")) == [
        ("running", ""), ("joined", "once"), ("joined", "once"),
    ]  # fmt: skip


def test_a_day_within_the_re_entry_joins_the_round_before(shop: Shop) -> None:
    a_plan(Birthday(), again_after_days=30)
    ada = shop.customer()
    enrolled([occasion(ada.pk, day(2))])
    enrolled([occasion(ada.pk, day(31)), occasion(ada.pk, day(33))])
    states = Enrollment.objects.order_by("anchor_on").values_list("state", flat=True)
    assert list(states) == ["running", "joined", "running"]


def test_who_is_not_in_the_audience_gets_no_round(shop: Shop) -> None:
    a_plan(Birthday(), audience=written(Condition("customer.can_phone", Operator.YES)))
    ada, bo = shop.customer("Ada", reach=EMAIL | PHONE), shop.customer("Bo", reach=EMAIL)
    enrolled([occasion(ada.pk, day(2)), occasion(bo.pk, day(2))])
    assert list(Enrollment.objects.values_list("customer_id", flat=True)) == [ada.pk]


def test_a_day_whose_window_is_over_is_past_and_causes_no_touch(shop: Shop) -> None:
    a_plan(Birthday())
    ada = shop.customer()
    done = enrolled([occasion(ada.pk, day(-20))])
    assert (done.past, done.follow_ups) == (1, 0)


def test_a_day_whose_step_may_still_go_out_late_is_planned(shop: Shop) -> None:
    a_plan(Birthday())
    done = enrolled([occasion(shop.customer().pk, day(-9))])
    assert (done.running, done.follow_ups) == (1, 1)
