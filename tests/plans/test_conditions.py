"""A step's condition is asked again when its day comes, and before anything becomes a message."""

from __future__ import annotations

from typing import Any

import pytest

from afterword.customers.models import Customer
from afterword.domain.audience import Condition, Operator, written
from afterword.domain.ended import Ended
from afterword.domain.triggers import SaleMade
from afterword.followups.actions import NotMeant, approve_all, approve_follow_up
from afterword.followups.delivering.queueing import queue_automatic
from afterword.followups.models import FollowUp, Message
from afterword.plans.conditions import close_unmet
from afterword.plans.models import Plan, Step
from tests.plans.plan_rows import a_plan
from tests.plans.shop import EMAIL, PHONE, Shop, day

BOUGHT_ONCE = written(Condition("customer.sale_count", Operator.AT_MOST, 1))


@pytest.fixture
def conditional(shop: Shop) -> Plan:
    """A mail after a week, for who has bought only once by then."""
    Plan.objects.update(is_active=False)
    plan = a_plan(SaleMade(), first=(7, 14), again_after_days=90)
    Step.objects.filter(plan=plan).update(conditions=BOUGHT_ONCE)
    return plan


def standing() -> list[tuple[str, str]]:
    return list(FollowUp.objects.order_by("id").values_list("state", "reason"))


def test_it_is_planned_and_asked_again_on_its_day_only(shop: Shop, conditional: Plan, traveller: Any) -> None:
    ada, bo = shop.customer("Ada"), shop.customer("Bo")
    shop.sales([(ada, 0), (bo, 0)])
    shop.sale(ada)
    assert close_unmet() == 0
    traveller.move_to("2024-09-24T04:00:00+00:00")
    assert close_unmet() == 1
    assert close_unmet() == 0
    assert standing() == [("stopped", Ended.NOT_MEANT.value), ("open", "")]


def test_nobody_approves_what_is_not_meant_any_more(shop: Shop, conditional: Plan, traveller: Any) -> None:
    ada, bo = shop.customer("Ada"), shop.customer("Bo")
    for one in (ada, bo):
        from afterword.customers.models import ContactPoint
        from afterword.infra import clock

        ContactPoint.objects.create(
            customer=one, channel="email", value=f"{one.pk}@x.example", normal=f"{one.pk}@x.example",
            created_at=clock.now(),
        )  # fmt: skip
    shop.sales([(ada, 0), (bo, 0)])
    shop.sale(ada)
    traveller.move_to("2024-09-24T08:00:00+00:00")
    hers, his = FollowUp.objects.order_by("id")
    gone, refused = approve_all(follow_up_ids=[hers.pk, his.pk], member_id=None)
    assert gone == [his.pk]
    assert isinstance(refused[hers.pk], NotMeant)
    assert standing() == [("stopped", Ended.NOT_MEANT.value), ("approved", "")]
    assert list(Message.objects.values_list("follow_up_id", flat=True)) == [his.pk]


def test_one_that_is_approved_alone_ends_and_says_so(shop: Shop, conditional: Plan) -> None:
    ada = shop.customer("Ada")
    shop.sale(ada)
    shop.sale(ada)
    with pytest.raises(NotMeant, match="taken off the list"):
        approve_follow_up(follow_up_id=FollowUp.objects.get().pk, member_id=None)
    assert standing() == [("stopped", Ended.NOT_MEANT.value)]


def test_what_goes_by_itself_is_asked_before_it_becomes_a_message(
    shop: Shop, conditional: Plan, traveller: Any
) -> None:
    Step.objects.filter(plan=conditional).update(mode="automatic")
    ada, bo = shop.customer("Ada"), shop.customer("Bo")
    shop.sales([(ada, 0), (bo, 0)])
    shop.sale(ada)
    traveller.move_to("2024-09-24T08:00:00+00:00")
    assert queue_automatic() == 1
    assert standing() == [("stopped", Ended.NOT_MEANT.value), ("approved", "")]


def test_a_condition_may_ask_about_the_sale_and_what_is_not_known_is_not_met(shop: Shop, conditional: Plan) -> None:
    Step.objects.update(conditions=written(Condition("sale.total", Operator.AT_LEAST, 20_000)), opens_amount=0)
    ada = shop.customer(reach=EMAIL | PHONE)
    shop.sale(ada, total=19_999)
    shop.sale(shop.customer(), total=20_000)
    Customer.objects.filter(pk=ada.pk).update(tags="friend")
    assert close_unmet(day(0)) == 1
    assert standing() == [("stopped", Ended.NOT_MEANT.value), ("open", "")]
