"""The days of a customer: kept, taken away, and followed by the plans that wait for them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from afterword.customers.actions import Details, add_customer, merge_customers
from afterword.customers.dates import keep_date
from afterword.customers.models import Customer, KeptDate
from afterword.followups.models import FollowUp
from afterword.plans.models import Plan, Step
from afterword.sales.models import Product
from tests.setting.shop import Shop


@pytest.fixture
def ann(shop: Shop) -> Customer:
    number = add_customer(details=Details(given_name="Ann", family_name="Berg", email="ann@customers.example"))
    return Customer.objects.get(pk=number)


@pytest.fixture
def page(home: str, ann: Customer) -> str:
    return f"{home}customers/{ann.pk}/"


def wait_for(shop: Shop, trigger: str, **facts: object) -> Plan:
    plan = Plan.objects.create(
        slug=trigger, name=trigger, trigger=trigger, trigger_facts=facts, created_at=shop.business.created_at
    )
    Step.objects.create(
        plan=plan, key="word", name="A word", opens_amount=-9, closes_amount=0, channels="email", mode="approve",
        template=shop.template,
    )  # fmt: skip
    return plan


def test_a_date_that_is_kept_is_shown_and_its_plan_begins(shop: Shop, rosa: Client, page: str, ann: Customer) -> None:
    wait_for(shop, "date_field", field="contract end")
    on = shop.today + timedelta(days=30)
    assert 'value="contract end"' in rosa.get(page).content.decode()
    rosa.post(f"{page}dates", {"name": " contract  end ", "on": on.isoformat()})
    assert list(KeptDate.objects.values_list("name", "on")) == [("contract end", on)]
    assert FollowUp.objects.get(customer=ann).about_on == on
    text = rosa.get(page).content.decode()
    assert "Remove contract end" in text
    rosa.post(f"{page}dates/{KeptDate.objects.get().pk}/forget")
    assert KeptDate.objects.count() == 0
    assert FollowUp.objects.get(customer=ann).reason == "day_moved"
    assert "is another one by now" in rosa.get(f"{page}touches").content.decode()


def test_a_date_of_the_same_name_takes_its_place_and_nonsense_is_refused(
    shop: Shop, rosa: Client, page: str, ann: Customer
) -> None:
    for name, on in (("Wedding", "2020-05-01"), ("wedding", "2020-05-02"), ("", "2020-05-03"), ("x", "soon")):
        rosa.post(f"{page}dates", {"name": name, "on": on})
    assert list(KeptDate.objects.values_list("name", "on")) == [("Wedding", date(2020, 5, 2))]
    assert "Say what day it is" in rosa.post(f"{page}dates", {"name": "x"}, follow=True).content.decode()


def test_a_birthday_written_into_the_form_begins_its_plan(shop: Shop, rosa: Client, page: str, ann: Customer) -> None:
    wait_for(shop, "birthday")
    born = (shop.today + timedelta(days=20)).replace(year=1984)
    rosa.post(f"{page}edit", {"given_name": "Ann", "family_name": "Berg", "birth_on": born.isoformat()})
    assert FollowUp.objects.get(customer=ann).about_on == born.replace(year=(shop.today + timedelta(days=20)).year)


def test_their_things_say_when_they_are_due_at_the_same_cost_for_one_and_for_many(
    shop: Shop, rosa: Client, page: str, ann: Customer
) -> None:
    shop.sale(ann, "watch", days_ago=100)
    Product.objects.filter(name="watch").update(service_months=12, warranty_months=24, lasts_days=200)

    def cost() -> tuple[int, str]:
        with CaptureQueriesContext(connection) as seen:
            text = rosa.get(page).content.decode()
        return len(seen), text

    cost()
    one, text = cost()
    for said in ("Their things", "Service on", "Warranty until", "Used up about"):
        assert said in text
    shop.sale(ann, "ring", "clock", "chain", days_ago=50)
    Product.objects.exclude(name="watch").update(service_months=12)
    many, text = cost()
    assert many == one
    assert text.count("Service on") == 4


def test_dates_go_along_when_two_are_merged(shop: Shop, ann: Customer) -> None:
    other = shop.customer("Anna", "Berg")
    keep_date(customer_id=ann.pk, name="wedding", on=date(2020, 5, 1))
    keep_date(customer_id=other.pk, name="Wedding", on=date(2020, 5, 2))
    keep_date(customer_id=other.pk, name="contract end", on=date(2026, 5, 2))
    merge_customers(keep_id=ann.pk, other_id=other.pk)
    mine = KeptDate.objects.filter(customer=ann).order_by("name").values_list("name", "on")
    assert list(mine) == [("contract end", date(2026, 5, 2)), ("wedding", date(2020, 5, 1))]
