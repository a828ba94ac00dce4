"""The customer's page: everything known about them as a file, and forgetting them behind a typed word."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.test import Client

from afterword.businesses.models import Business, Role
from afterword.customers.actions import Details, add_customer, write_note
from afterword.customers.models import Customer
from tests.web.house import House


@pytest.fixture
def ann(inside: Business) -> int:
    customer_id = add_customer(details=Details(given_name="Ann", family_name="Berg", email="ann@customers.example"))
    write_note(customer_id=customer_id, note="Likes silver")
    return customer_id


def test_everything_is_a_file_to_read_and_one_for_machines(house: House, owner: Client, ann: int) -> None:
    answer = owner.get(house.url(f"customers/{ann}/everything"))
    assert answer["Content-Disposition"] == f'attachment; filename="customer-{ann}.zip"'
    assert answer["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        told = json.loads(archive.read("everything.json"))
        page = archive.read("everything.html").decode()
    assert told["kept"]["customer"][0]["display_name"] == "Ann Berg"
    assert {row["data"].get("note") for row in told["kept"]["history"]} >= {"Likes silver"}
    assert "ann@customers.example" in page
    assert "<script" not in page


def test_without_the_word_nobody_is_forgotten(house: House, owner: Client, ann: int) -> None:
    path = house.url(f"customers/{ann}/forget")
    assert "It cannot be undone." in owner.get(path).content.decode()
    answer = owner.post(path, {"word": "yes"})
    assert answer.status_code == 422
    assert "Type the word “forget”" in answer.content.decode()
    assert Customer.objects.get(pk=ann).forgotten_at is None


def test_with_the_word_they_are_and_their_page_says_so(house: House, owner: Client, ann: int) -> None:
    page = owner.post(house.url(f"customers/{ann}/forget"), {"word": " Forget "}, follow=True).content.decode()
    assert "They are forgotten." in page
    assert f"Forgotten customer {ann}" in page
    assert "Ann" not in page.replace("Anna", "")
    assert "Likes silver" not in page
    for path in ("forget", "everything", "edit"):
        assert owner.get(house.url(f"customers/{ann}/{path}")).status_code == 404
    assert owner.post(house.url(f"customers/{ann}/note"), {"note": "Ann again"}).status_code == 404


def test_staff_see_no_such_buttons(house: House, ann: int) -> None:
    page = house.as_role(Role.STAFF).get(house.url(f"customers/{ann}/")).content.decode()
    assert "Forget them" not in page
    assert "Forget them" in house.as_role(Role.MANAGER).get(house.url(f"customers/{ann}/")).content.decode()
