"""Undo: what came of sales goes with them, unless a person acted on it."""

from __future__ import annotations

from afterword.followups.actions import mark_done
from afterword.followups.models import FollowUp, Rest
from afterword.plans.actions import withdraw_triggers
from afterword.plans.models import Enrollment
from tests.plans.shop import PHONE, Shop


def everything() -> tuple[list, list, list]:
    return (
        list(Enrollment.objects.order_by("id").values()),
        list(FollowUp.objects.order_by("id").values()),
        list(Rest.objects.order_by("id").values()),
    )


def test_the_tables_are_as_before(shop: Shop) -> None:
    ada, past, unreachable = shop.customer(), shop.customer(), shop.customer(reach=0)
    shop.sale(ada, days_ago=1)
    before = everything()
    sales = shop.sales([(ada, 0), (past, 300), (unreachable, 2), (shop.customer(told=False), 3)])
    assert everything() != before
    assert withdraw_triggers(trigger="sale", ids=[sale.pk for sale in sales]) == []
    assert everything()[:2] == before[:2]
    assert everything()[2][: len(before[2])] == before[2]


def test_what_a_person_acted_on_is_kept(shop: Shop) -> None:
    first, second = shop.sales([(shop.customer(reach=PHONE), 0), (shop.customer(reach=PHONE), 0)])
    mark_done(follow_up_id=FollowUp.objects.filter(sale=first)[0].pk, member_id=None)
    assert withdraw_triggers(trigger="sale", ids=[first.pk, second.pk]) == [first.pk]
    assert set(Enrollment.objects.values_list("trigger_id", flat=True)) == {first.pk}
    assert FollowUp.objects.filter(sale=first).count() == 2


def test_a_sale_that_had_joined_speaks_for_itself_now(shop: Shop) -> None:
    ada = shop.customer()
    first, second = shop.sale(ada, days_ago=2), shop.sale(ada)
    withdraw_triggers(trigger="sale", ids=[first.pk])
    assert set(Enrollment.objects.values_list("trigger_id", "state")) == {(second.pk, "running")}
    assert FollowUp.objects.filter(sale=second).count() == 2


def test_withdrawing_again_changes_nothing(shop: Shop) -> None:
    sale = shop.sale(shop.customer())
    withdraw_triggers(trigger="sale", ids=[sale.pk])
    before = everything()
    assert withdraw_triggers(trigger="sale", ids=[sale.pk]) == []
    assert everything() == before


def test_an_inquiry_of_the_same_number_stays(shop: Shop) -> None:
    inquiry = shop.inquiry(shop.customer())
    sale = shop.sale(shop.customer())
    withdraw_triggers(trigger="sale", ids=[sale.pk, inquiry.pk])
    assert FollowUp.objects.get().inquiry_id == inquiry.pk
