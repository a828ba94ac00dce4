"""A list costs the same number of queries for one row and for twelve."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from afterword.accounts.actions import ensure_user
from afterword.businesses.actions import add_member, close_day
from afterword.businesses.models import Business
from afterword.customers.actions import Details, add_customer
from afterword.customers.models import Customer, MergeSuggestion
from afterword.imports.models import ImportProblem, ImportRun
from afterword.infra import clock
from tests.web.house import House


def fill(number: int) -> None:
    """One more of everything that a list shows."""
    one = add_customer(details=Details(given_name="Ann", family_name=f"Berg {number}", email=f"a{number}@shop.example"))
    two = add_customer(details=Details(given_name="Tom", family_name=f"Reed {number}", phone=f"+472233{number:04}"))
    MergeSuggestion.objects.create(
        customer=Customer.objects.get(pk=one), other=Customer.objects.get(pk=two), score=70,
        reason="Their name and other details agree.", created_at=clock.now(),
    )  # fmt: skip
    run = ImportRun.objects.create(file_name=f"{number}.csv", path="/nowhere", state="done", created_at=clock.now())
    first = ImportRun.objects.order_by("id")[0]
    ImportProblem.objects.create(run=first, line=number, code="bad_date", sentence="No such day.", cells=["a", "b"])
    add_member(user=ensure_user(email=f"m{number}@shop.example", name=f"Member {number}"), role="staff")
    close_day(day=clock.now().date().replace(year=2030 + number))
    assert run.pk


@pytest.mark.parametrize(
    "path",
    ["customers/", "customers/?q=a", "customers/pairs", "bring-in/", "settings/team", "settings/hours", "result"],
)
def test_one_row_costs_as_many_queries_as_twelve(house: House, owner: Client, inside: Business, path: str) -> None:
    fill(1)
    if path == "result":
        path = f"bring-in/{ImportRun.objects.order_by('id')[0].pk}/result"

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert owner.get(house.url(path)).status_code == 200
        return len(seen)

    cost()
    for_one = cost()
    for number in range(2, 13):
        fill(number)
    assert cost() == for_one
