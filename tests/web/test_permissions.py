"""Who may open what: generated from the URLconf, so that no page is forgotten."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.test import Client

from afterword.businesses.models import Business, Role
from afterword.customers.actions import Details, add_customer
from afterword.customers.models import Customer, MergeSuggestion
from afterword.imports.models import ImportRun
from afterword.infra import clock
from afterword.web.permissions import RIGHTS
from tests.web.house import House
from tests.web.staff_urls import staff_urls

METHODS = ("get", "head", "post", "put", "patch", "delete")
URLS = staff_urls()


@pytest.mark.parametrize("method", METHODS)
def test_a_member_of_another_business_finds_nothing(house: House, other_house: House, method: str) -> None:
    stranger = other_house.as_role(Role.OWNER)
    answers = {url.path: getattr(stranger, method)(house.url(url.path)).status_code for url in URLS}
    assert answers == dict.fromkeys(answers, 404)
    assert len(answers) > 30


def test_a_visitor_is_asked_to_sign_in_and_comes_back(house: House) -> None:
    visitor = Client()
    for url in URLS:
        answer = visitor.get(house.url(url.path))
        assert answer.status_code == 302, url
        assert answer["Location"] == f"/sign-in?next={house.url(url.path)}"


@pytest.mark.parametrize("role", [Role.MANAGER, Role.STAFF])
def test_a_role_without_the_right_is_told_whom_to_ask(house: House, role: str) -> None:
    client = house.as_role(role)
    for url in [url for url in URLS if url.right]:
        answers = {getattr(client, method)(house.url(url.path)).status_code for method in ("get", "post")}
        if url.right in RIGHTS[role]:
            assert 403 not in answers, url
        else:
            assert answers <= {403, 405}, url
            assert 403 in answers, url


def test_the_matrix_of_rights_is_as_decided() -> None:
    needed = {url.name: url.right for url in URLS if url.right}
    assert needed["settings-team"] == needed["member-remove"] == "team"
    assert needed["settings-channels"] == needed["channel-test"] == "channels"
    assert needed["bring-in"] == needed["import-undo"] == "bring_in"
    assert needed["plan-switch"] == needed["step-wording"] == "plans"
    assert needed["same-person"] == needed["different-people"] == "merge"
    assert needed["settings"] == needed["close-day"] == "settings"
    assert "customers" not in needed
    assert not RIGHTS[Role.STAFF]


def test_looking_changes_nothing(house: House, owner: Client, inside: Business) -> None:
    first = add_customer(details=Details(given_name="Ann", family_name="Berg", email="ann@customers.example"))
    second = add_customer(details=Details(given_name="Anna", family_name="Berg", phone="+47 22 33 44 55"))
    pair = MergeSuggestion.objects.create(
        customer=Customer.objects.get(pk=first), other=Customer.objects.get(pk=second), score=80,
        reason="They share an e-mail address.", created_at=clock.now(),
    )  # fmt: skip
    run = ImportRun.objects.create(file_name="a.csv", path="/nowhere", state="done", created_at=clock.now())
    before = everything()
    for url in staff_urls(run_id=run.pk, pair_id=pair.pk, customer_id=first, member_id=1):
        for method in ("get", "head"):
            assert getattr(owner, method)(house.url(url.path)).status_code < 500, url
    assert everything() == before


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of ours."""
    rows = {}
    for model in apps.get_models():
        if model.__module__.startswith("afterword."):
            table = getattr(model, "everywhere", None) or model._default_manager
            rows[model.__name__] = sorted(table.values_list(), key=str)
    return rows
