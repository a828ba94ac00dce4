"""Signing in, out, and by a one-time link."""

from __future__ import annotations

import pytest
from django.test import Client

from afterword.accounts.actions import make_sign_in_link
from tests.web.house import PASSWORD, House

pytestmark = pytest.mark.django_db


def sign_in(client: Client, password: str, target: str = "") -> object:
    return client.post("/sign-in", {"email": "Rosa@Example.org", "password": password, "next": target})


def test_the_right_password_leads_where_one_wanted_to_go(house: House) -> None:
    answer = sign_in(Client(), PASSWORD, house.url("plans/"))
    assert (answer.status_code, answer["Location"]) == (302, house.url("plans/"))  # type: ignore[attr-defined,index]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"])
def test_nobody_is_led_to_another_site(house: House, elsewhere: str) -> None:
    assert sign_in(Client(), PASSWORD, elsewhere)["Location"] == "/"  # type: ignore[index]


def test_a_wrong_password_says_so_and_keeps_the_address(house: House) -> None:
    answer = sign_in(Client(), "wrong")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert b"do not go together" in answer.content  # type: ignore[attr-defined]
    assert b'value="Rosa@Example.org"' in answer.content  # type: ignore[attr-defined]


def test_ten_wrong_passwords_lock_this_address_for_a_while(house: House) -> None:
    client = Client()
    codes = [sign_in(client, "wrong").status_code for _ in range(10)]  # type: ignore[attr-defined]
    assert codes[0] == 422
    assert codes[-1] == 429
    answer = sign_in(client, PASSWORD)
    assert answer.status_code == 429  # type: ignore[attr-defined]
    assert b"Too many wrong passwords" in answer.content  # type: ignore[attr-defined]


def test_a_one_time_link_is_spent_by_the_button_and_not_by_looking(house: House) -> None:
    path = f"/welcome/{make_sign_in_link(user=house.owner)}"
    scanner, person, thief = Client(), Client(), Client()
    for _ in range(3):
        assert scanner.get(path).status_code == 200
    answer = person.post(path)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/password")
    assert person.get(house.url("plans/")).status_code == 200
    assert thief.post(path).status_code == 410
    assert answer["Referrer-Policy"] == "same-origin"


def test_after_a_link_a_password_is_chosen_once(house: House) -> None:
    client = Client()
    client.post(f"/welcome/{make_sign_in_link(user=house.owner)}")
    assert client.post("/sign-in/password", {"password": "short"}).status_code == 422
    assert client.post("/sign-in/password", {"password": "copper kettle moon"}).status_code == 302
    assert client.get("/sign-in/password").status_code == 302, "only right after a link"
    assert client.get(house.url("plans/")).status_code == 200, "the session goes on"
    assert sign_in(Client(), "copper kettle moon").status_code == 302  # type: ignore[attr-defined]


def test_signing_out_takes_a_post(house: House, owner: Client) -> None:
    assert owner.get("/sign-out").status_code == 405
    assert owner.post("/sign-out").status_code == 302
    assert owner.get(house.url("plans/")).status_code == 302


def test_one_business_is_entered_at_once_and_two_are_listed(house: House, owner: Client) -> None:
    assert owner.get("/")["Location"] == house.url()
    assert b"Rosa&#x27;s frames" in owner.get("/?all").content


def test_a_form_without_its_token_is_refused_with_a_page_that_says_what_to_do(house: House) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/sign-in", {"email": "rosa@example.org", "password": PASSWORD})
    assert answer.status_code == 403
    assert b"This form is too old" in answer.content
