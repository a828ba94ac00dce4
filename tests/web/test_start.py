"""The first start, and further businesses."""

from __future__ import annotations

import pytest
from django.test import Client

from afterword.accounts.actions import first_start_token
from afterword.businesses.models import Business
from afterword.infra.tenancy import acting_for
from afterword.plans.models import Plan
from afterword.web.start.places import country_from_languages, currency_of, zone_of, zones
from tests.web.house import House

pytestmark = pytest.mark.django_db

ASKED = {
    "name": "Rosa's frames", "trade": "shop", "timezone": "Europe/Oslo", "country": "NO", "currency": "NOK",
    "language": "nb", "owner_name": "Rosa Berg", "email": "Rosa@example.org", "password": "walnut frame sofa",
}  # fmt: skip


def path() -> str:
    return f"/start/{first_start_token()}"


def test_the_first_start_founds_the_business_and_leads_to_the_file() -> None:
    client = Client()
    assert client.get(path()).status_code == 200
    answer = client.post(path(), ASKED)
    assert (answer.status_code, answer["Location"]) == (302, "/rosa-s-frames/bring-in/")
    assert client.get("/rosa-s-frames/bring-in/").status_code == 200, "signed in"
    business = Business.objects.get()
    assert (business.signature, business.email, business.language) == ("Rosa Berg", "rosa@example.org", "nb")
    with acting_for(business.pk):
        assert Plan.objects.filter(is_active=True).exists(), "the ready-made plans are on"


def test_the_postal_address_may_be_told_at_once_or_later() -> None:
    client = Client()
    client.post(path(), ASKED | {"postal_address": " 3 Harbor Street \r\n\r\n0150 Oslo "})
    assert Business.objects.get().postal_address == "3 Harbor Street\n0150 Oslo"


def test_looking_at_it_founds_nothing_and_a_wrong_token_opens_nothing() -> None:
    client = Client()
    client.get(path())
    assert not Business.objects.exists()
    assert client.get("/start/guess").status_code == 404
    assert client.post("/start/guess", ASKED).status_code == 404
    assert not Business.objects.exists()


def test_once_there_is_a_business_the_token_is_worth_nothing(house: House) -> None:
    assert Client().post(path(), ASKED)["Location"] == "/"
    assert Business.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "This field is required"),
        ({"email": "rosa"}, "Enter a valid email"),
        ({"password": "Rosa Berg 1"}, "too similar"),
        ({"password": "short"}, "too short"),
        ({"timezone": "Mars/North"}, "Select a valid choice"),
    ],
)
def test_a_wrong_answer_is_said_at_its_field_and_nothing_is_founded(wrong: dict[str, str], sentence: str) -> None:
    answer = Client().post(path(), ASKED | wrong)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Business.objects.exists()


def test_only_an_operator_adds_a_business(house: House) -> None:
    asked = {key: ASKED[key] for key in ("name", "trade", "timezone", "country", "currency", "language")}
    staff = house.as_role("staff")
    assert staff.post("/new", asked).status_code == 403
    assert house.as_role("owner").post("/new", asked)["Location"] == "/rosa-s-frames-2/bring-in/"


@pytest.mark.parametrize(
    ("header", "country"),
    [("nb-NO,nb;q=0.9", "NO"), ("en-US", "US"), ("de", ""), ("", ""), ("xx-XX,fr-FR;q=0.8", "FR")],
)
def test_the_country_is_read_from_the_browser(header: str, country: str) -> None:
    assert country_from_languages(header) == country


def test_places_go_together() -> None:
    assert (currency_of("NO"), zone_of("NO")) == ("NOK", "Europe/Oslo")
    assert currency_of("DE") == "EUR"
    assert len(zones()) > 300


def test_the_sample_business_stands_beside_one_s_own_and_is_made_once(house: House) -> None:
    owner = house.as_role("owner")
    assert owner.get("/new/sample").status_code == 405
    assert house.as_role("staff").post("/new/sample").status_code == 403
    assert {owner.post("/new/sample")["Location"] for _ in range(2)} == {"/the-frame-shop/"}
    sample = Business.objects.get(slug="the-frame-shop")
    assert (sample.timezone, sample.currency) == ("Europe/Oslo", "NOK")
    assert owner.get("/the-frame-shop/plans/").status_code == 200
