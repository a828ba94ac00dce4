"""Sales and inquiries become follow-ups, each exactly once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from afterword.followups.models import FollowUp, Rest
from afterword.plans.enrolling import enroll_triggers
from afterword.plans.models import Enrollment, Plan
from tests.plans.shop import EMAIL, PHONE, POST, TODAY, Shop, day


def test_a_sale_of_today_is_planned_in_both_plans(shop: Shop) -> None:
    ada = shop.customer()
    sale = shop.sale(ada)
    owed = {one.plan_id: one for one in FollowUp.objects.all()}
    thanks, going = (owed[Plan.objects.get(slug=slug).pk] for slug in ("thank-you", "how-is-it-going"))
    assert (thanks.window_first, thanks.window_last, thanks.due_on) == (day(1), day(7), day(1))
    assert (going.window_first, going.window_last, going.due_on) == (day(14), day(21), day(14))
    assert (thanks.channel, thanks.mode, thanks.state, thanks.late_days) == ("email", "approve", "open", 7)
    assert (thanks.sale_id, thanks.customer_id, thanks.value_minor, thanks.inquiry_id) == (
        sale.pk,
        ada.pk,
        10_000,
        None,
    )
    assert thanks.template.email_subject


@pytest.mark.parametrize(
    ("reach", "channel", "mode"),
    [(EMAIL | PHONE | POST, "email", "approve"), (PHONE | POST, "phone", "hand"), (POST, "post", "hand")],
)
def test_the_first_channel_that_reaches_the_customer_is_taken(shop: Shop, reach: int, channel: str, mode: str) -> None:
    shop.sale(shop.customer(reach=reach))
    assert set(FollowUp.objects.values_list("channel", "mode")) == {(channel, mode)}


def test_nobody_can_reach_them_is_a_written_rest_and_no_follow_up(shop: Shop) -> None:
    ada = shop.customer(reach=0)
    shop.sale(ada)
    assert not FollowUp.objects.exists()
    assert set(Enrollment.objects.values_list("state", "reason")) == {("stopped", "no_address")}
    rest = Rest.objects.get(customer=ada)
    assert (rest.reason, rest.until) == ("cannot_be_reached", day(90))


def test_the_same_sale_again_changes_nothing(shop: Shop) -> None:
    sale = shop.sale(shop.customer())
    before = list(FollowUp.objects.values()), list(Enrollment.objects.values())
    shop.tell([sale])
    shop.tell([sale, sale])
    enroll_triggers(trigger="sale", ids=[sale.pk, sale.pk])
    assert (list(FollowUp.objects.values()), list(Enrollment.objects.values())) == before


def test_a_second_sale_within_a_week_joins_the_first(shop: Shop) -> None:
    ada = shop.customer()
    shop.sale(ada, days_ago=3)
    shop.sale(ada)
    states = Enrollment.objects.filter(plan__slug="thank-you").order_by("id").values_list("state", flat=True)
    assert list(states) == ["running", "joined"]
    assert FollowUp.objects.count() == 2


def test_sales_past_every_window_cause_no_burst(shop: Shop) -> None:
    customers = [shop.customer(f"Customer {number}") for number in range(20)]
    shop.sales([(customer, 100 + number) for number, customer in enumerate(customers)])
    assert not FollowUp.objects.exists()
    assert set(Enrollment.objects.values_list("state", flat=True)) == {"past"}
    assert set(Rest.objects.values_list("reason", "until")) == {("before_your_time", day(30))}


def test_a_sale_ten_days_old_is_only_asked_how_it_is_going(shop: Shop) -> None:
    shop.sale(shop.customer(), days_ago=10)
    assert [one.due_on for one in FollowUp.objects.all()] == [day(4)]


def test_a_window_is_put_on_an_open_day(shop: Shop) -> None:
    shop.sale(shop.customer(), days_ago=-4)  # sold on a Saturday; the first day of its window is a Sunday
    thanks = FollowUp.objects.get(plan_id=Plan.objects.get(slug="thank-you").pk)
    assert (thanks.window_first, thanks.due_on) == (day(5), day(6))


@pytest.mark.parametrize(("total", "status"), [(-500, "paid"), (500, "refunded"), (500, "cancelled")])
def test_what_is_no_purchase_plans_nothing(shop: Shop, total: int, status: str) -> None:
    ada = shop.customer()
    shop.sale(ada, total=total, status=status)
    assert not Enrollment.objects.exists()
    assert Rest.objects.get(customer=ada).reason == "no_purchase_yet"


def test_a_sale_to_nobody_known_plans_nothing(shop: Shop) -> None:
    shop.sale(None)
    assert not Enrollment.objects.exists()


def test_an_inquiry_is_answered_by_hand_within_a_business_day(shop: Shop) -> None:
    inquiry = shop.inquiry(shop.customer())
    owed = FollowUp.objects.get()
    assert (owed.channel, owed.mode, owed.window_first, owed.window_last) == ("phone", "hand", TODAY, day(1))
    assert (owed.inquiry_id, owed.sale_id) == (inquiry.pk, None)


def test_an_inquiry_that_comes_in_late_is_still_answered(shop: Shop) -> None:
    shop.inquiry(shop.customer(), days_ago=5)
    assert FollowUp.objects.get().window_last < TODAY


def test_the_number_of_queries_does_not_depend_on_the_number_of_sales(shop: Shop) -> None:
    def queries(count: int) -> int:
        customers = [shop.customer(told=False) for _ in range(count)]
        sales = shop.sales([(customer, 0) for customer in customers], told=False)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            enroll_triggers(trigger="sale", ids=[sale.pk for sale in sales])
        return len(captured)

    assert queries(1) == queries(40)
