"""Customers and sales written in by hand."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from afterword.businesses.models import Business
from afterword.businesses.queries import local_today
from afterword.customers.actions import Details, add_customer
from afterword.customers.models import Customer
from afterword.followups.models import FollowUp
from afterword.sales.models import Sale
from tests.web.house import House


def ann() -> int:
    return add_customer(details=Details(given_name="Ann", family_name="Berg", email="ann@customers.example"))


def test_somebody_is_written_in_with_what_they_bought(house: House, owner: Client, inside: Business) -> None:
    asked = {"given_name": "Tom", "family_name": "Reed", "phone": "22 33 44 55", "then": "sale"}
    answer = owner.post(house.url("customers/new"), asked)
    tom = Customer.objects.get(display_name="Tom Reed")
    assert answer["Location"] == house.url(f"customers/{tom.pk}/sale")
    page = owner.get(answer["Location"]).content.decode()
    key = re.search(r'name="key" value="([0-9a-f]{16})"', page)
    assert key is not None
    sale = {"what": "Walnut frame", "price": "1 250,50", "day": local_today(inside).isoformat(), "key": key[1]}
    for _ in range(2):
        assert owner.post(answer["Location"], sale).status_code == 302
    written = Sale.objects.get()
    assert (written.customer_id, written.total_minor, written.currency) == (tom.pk, 125050, "NOK")
    assert FollowUp.objects.filter(customer=tom, sale=written).exists(), "the plans have taken it from there"


def test_nobody_is_written_in_without_a_name_or_address(house: House, owner: Client, inside: Business) -> None:
    answer = owner.post(house.url("customers/new"), {"note": "tall"})
    assert answer.status_code == 422
    assert b"Give a name" in answer.content
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"what": " "}, {"price": "much"}, {"price": "5 EUR"}, {"day": "2999-01-01"}, {"key": "x"}, {"day": ""}]
)
def test_a_sale_that_cannot_be_is_refused(house: House, owner: Client, inside: Business, wrong: dict[str, str]) -> None:
    day = local_today(inside) - timedelta(days=1)
    sale = {"what": "Ring", "price": "100", "day": day.isoformat(), "key": "0" * 16}
    assert owner.post(house.url(f"customers/{ann()}/sale"), sale | wrong).status_code == 422
    assert not Sale.objects.exists()


def test_pages_of_the_list_go_on_where_the_last_one_ended(house: House, owner: Client, inside: Business) -> None:
    for number in range(60):
        add_customer(details=Details(given_name="Ann", family_name=f"Berg {number:02}"))
    first = owner.get(house.url("customers/")).content.decode()
    assert first.count('class="row"') == 50
    following = re.search(r'href="([^"]*after=[^"]*)"', first)
    assert following is not None
    second = owner.get(following[1].replace("&amp;", "&")).content.decode()
    assert second.count('class="row"') == 10
    assert "Ann Berg 50" in second
    assert "Ann Berg 49" not in second
    for odd in ("?after=a&after_id=x", "?after=&after_id=1", "?after_id=9999999999999999999999", "?q=%00"):
        assert owner.get(house.url("customers/") + odd).status_code == 200
