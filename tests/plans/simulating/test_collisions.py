"""Touches that come too close in a trial: one stays, another moves in its window or gives way with its reason."""

from __future__ import annotations

from collections import Counter

from afterword.customers.households.models import HouseholdMember
from afterword.domain.giving_way import GaveWay
from afterword.domain.triggers import SaleMade
from afterword.plans.models import Plan
from afterword.plans.simulating.simulation import Simulation, simulate
from afterword.plans.simulating.tried import tried_plans
from afterword.plans.simulating.words import why_left_out
from tests.plans.dated.known_shop import StepTold
from tests.plans.dated.known_shop import plan as dated_plan
from tests.plans.plan_rows import a_plan
from tests.plans.shop import POST, Shop, day


def tried() -> Simulation:
    return simulate(tried_plans(), first=day(-30), days=60)


def only_ours(*slugs: str) -> None:
    Plan.objects.exclude(slug__in=slugs).update(is_active=False)


def open_every_day(shop: Shop, *, most_a_month: int | None = None) -> None:
    shop.business.open_weekdays, shop.business.most_a_month = 0b1111111, most_a_month
    shop.business.save()


def test_the_plan_of_lower_priority_moves_and_where_no_day_is_free_gives_way(shop: Shop) -> None:
    a_plan(SaleMade(), slug="first", first=(2, 4), priority=70)
    a_plan(SaleMade(), slug="moves", first=(2, 9), priority=60)
    a_plan(SaleMade(), slug="ends", first=(1, 3), priority=50)
    only_ours("first", "moves", "ends")
    open_every_day(shop)
    shop.sales([(shop.customer(), 14)], told=False)
    found = tried()
    apart = shop.business.cap_days
    assert [(one.plan, one.on) for one in found.sample] == [("first", day(-12)), ("moves", day(-12 + apart))]
    assert found.dropped == {GaveWay.TOO_CLOSE.value: 1}
    assert why_left_out(GaveWay.TOO_CLOSE.value).startswith("It gave way to another follow-up")


def test_the_most_a_month_holds_in_a_trial(shop: Shop) -> None:
    for number in range(4):
        a_plan(SaleMade(), slug=f"n{number}", first=(number * 5, number * 5))
    only_ours("n0", "n1", "n2", "n3")
    open_every_day(shop, most_a_month=2)
    shop.sales([(shop.customer(), 20)], told=False)
    found = tried()
    assert found.total.touches == 2
    assert found.dropped == {GaveWay.CAP.value: 2}
    assert why_left_out(GaveWay.CAP.value) == "They have heard from you as often as you allow."


def test_a_household_hears_of_a_feast_once(shop: Shop) -> None:
    card: StepTold = ("card", -80, -70, "days", "post", "approve", "skip", 0)
    dated_plan("christmas", "holiday", card, facts={"name": "Christmas"})
    only_ours("christmas")
    anna, ben, _ = (shop.customer(name, reach=POST) for name in ("Anna Berg", "Ben Berg", "Cora Dahl"))
    assert tried().total.touches == 3
    for one in (anna, ben):
        HouseholdMember.objects.create(customer=one, household_id=anna.pk, kind="household")
    found = tried()
    assert Counter(one.customer_id in (anna.pk, ben.pk) for one in found.sample) == {True: 1, False: 1}
    assert found.dropped == {GaveWay.SAME_THING.value: 1}
