"""The customer's page says whether one may write to them and why, and keeps what they said and how one knows."""

from __future__ import annotations

import pytest
from django.test import Client

from afterword.businesses.models import Business
from afterword.businesses.queries import local_today
from afterword.customers.actions import Details, add_customer
from afterword.customers.models import Consent, Customer
from afterword.followups.permissions import Because, permissions_of
from afterword.sales.models import Sale
from tests.web.house import House


@pytest.fixture
def ann(inside: Business) -> int:
    return add_customer(details=Details(given_name="Ann", family_name="Berg", email="ann@customers.example"))


def answers(customer_id: int) -> dict[str, Because]:
    return {f"{one.channel} {one.purpose}": one.because for one in permissions_of(Customer.objects.get(pk=customer_id))}


def buys(customer_id: int, business: Business) -> None:
    Sale.objects.create(
        source="till", key="1", customer_id=customer_id, sold_on=local_today(business), currency="NOK", total_minor=1
    )


def test_who_neither_bought_nor_said_yes_may_not_be_written_to(house: House, owner: Client, ann: int) -> None:
    assert answers(ann) == {"email care": Because.NEEDS_A_YES, "email promotion": Because.NEEDS_A_YES}
    page = owner.get(house.url(f"customers/{ann}/")).content.decode()
    assert "it needs their yes" in page


def test_a_purchase_is_a_ground_and_the_page_says_which(
    house: House, owner: Client, ann: int, inside: Business
) -> None:
    buys(ann, inside)
    assert answers(ann) == {"email care": Because.BOUGHT, "email promotion": Because.BOUGHT}
    (law,) = {one.law for one in permissions_of(Customer.objects.get(pk=ann)) if one.law}
    assert "markedsføringsloven § 15(3)" in law
    assert "they bought on" in owner.get(house.url(f"customers/{ann}/")).content.decode()


def test_what_they_said_is_kept_with_source_and_wording_and_its_history(house: House, owner: Client, ann: int) -> None:
    path = house.url(f"customers/{ann}/consent")
    said = {"channel": "email", "source": "Told me in the shop", "wording": "Yes, send me the spring list"}
    page = owner.post(path, said | {"purpose": "both", "answer": "yes"}, follow=True).content.decode()
    assert "It is written down" in page
    owner.post(path, said | {"purpose": "promotion", "answer": "no", "wording": ""})
    assert answers(ann) == {"email care": Because.SAID_YES, "email promotion": Because.SAID_NO}
    page = owner.get(house.url(f"customers/{ann}/")).content.decode()
    assert "Yes to offers" in page
    assert "No to offers" in page
    assert "“Yes, send me the spring list”" in page
    assert Consent.objects.count() == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": ""},
        {"channel": "post"},
        {"channel": "x"},
        {"purpose": "all"},
        {"answer": "perhaps"},
        {"wording": "x" * 1001},
    ],
)
def test_half_a_word_is_refused_in_a_sentence(house: House, owner: Client, ann: int, wrong: dict[str, str]) -> None:
    said = {"channel": "email", "purpose": "promotion", "answer": "yes", "source": "shop", "wording": ""}
    page = owner.post(house.url(f"customers/{ann}/consent"), said | wrong, follow=True).content.decode()
    assert "how you know" in page or "Add the address first" in page
    assert not Consent.objects.exists()
