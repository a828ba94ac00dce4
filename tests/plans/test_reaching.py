"""Who bought before your time: counted, offered, and reached a few a day."""

from __future__ import annotations

from collections import Counter

from afterword.followups.models import FollowUp
from afterword.followups.rests import RestReason, write_rests
from afterword.plans.actions import reach_recent
from afterword.plans.models import Enrollment, Plan
from afterword.plans.queries import past_sales_waiting
from tests.plans.shop import POST, TODAY, Shop, day


def shop_with_past(shop: Shop, count: int = 25, first: int = 25) -> list[int]:
    customers = [shop.customer(f"Customer {number}") for number in range(count)]
    shop.sales([(customer, first + number) for number, customer in enumerate(customers)])
    return [customer.pk for customer in customers]


def test_they_are_counted_and_the_most_recent_named(shop: Shop) -> None:
    ids = shop_with_past(shop)
    shop.sale(shop.customer("A fresh one"))
    waiting = past_sales_waiting(most_recent=2)
    assert (waiting.sales, waiting.customers) == (25, 25)
    assert [(one.customer_id, one.sold_on) for one in waiting.most_recent] == [(ids[0], day(-25)), (ids[1], day(-26))]


def test_the_most_recent_are_spread_over_open_days(shop: Shop) -> None:
    ids = shop_with_past(shop)
    assert reach_recent(count=12, per_day=3) == 12
    made = FollowUp.objects.order_by("due_on", "id")
    assert {one.customer_id for one in made} == set(ids[:12])
    assert Counter(one.due_on for one in made) == {TODAY: 3, day(1): 3, day(2): 3, day(3): 3}
    assert all(one.window_last == one.due_on + (day(13) - TODAY) for one in made)
    assert past_sales_waiting().customers == 13


def test_no_follow_up_is_put_on_a_sunday(shop: Shop) -> None:
    shop_with_past(shop)
    reach_recent(count=25, per_day=2)
    assert all(one.due_on.weekday() != 6 for one in FollowUp.objects.all())


def test_reaching_again_reaches_the_next_ones_and_nobody_twice(shop: Shop) -> None:
    shop_with_past(shop, count=5)
    assert [reach_recent(count=3), reach_recent(count=3), reach_recent(count=3)] == [3, 2, 0]
    assert Counter(FollowUp.objects.values_list("customer_id", flat=True)).most_common(1)[0][1] == 1


def test_a_fresh_sale_gets_a_thank_you_and_an_old_one_a_question(shop: Shop) -> None:
    shop.sale(shop.customer(), days_ago=25)
    shop.sale(shop.customer(), days_ago=200)
    reach_recent(count=2)
    slugs = dict(Plan.objects.values_list("id", "slug"))
    assert [slugs[one.plan_id] for one in FollowUp.objects.order_by("id")] == ["thank-you", "how-is-it-going"]
    assert Enrollment.objects.filter(state="running").count() == 2


def test_chosen_customers_are_reached_by_the_channel_they_have(shop: Shop) -> None:
    ids = shop_with_past(shop)
    by_post = shop.customer(reach=POST)
    shop.sale(by_post, days_ago=99)
    assert reach_recent(customer_ids=[ids[20], by_post.pk]) == 2
    assert FollowUp.objects.get(customer=by_post).channel == "post"


def test_who_is_to_be_left_in_peace_and_who_cannot_be_reached_is_passed_over(shop: Shop) -> None:
    ids = shop_with_past(shop, count=2)
    write_rests(reason=RestReason.OWNER_SAID, customer_ids=[ids[0]], member_id=1)
    shop.sale(shop.customer(reach=0), days_ago=24)
    assert reach_recent(count=10) == 1
    assert FollowUp.objects.get().customer_id == ids[1]
