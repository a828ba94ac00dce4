"""Groups of customers on their pages: put together row by row, counted, opened to names, and dropped."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from afterword.businesses.models import Business
from afterword.customers.models import Customer
from afterword.infra import clock
from afterword.plans.models import Plan
from afterword.plans.segments.members import bring_up_to_date
from afterword.plans.segments.models import Segment
from tests.web.house import House

ROW = {
    "who-count": "1",
    "who-how": "all",
    "who-0-field": "customer.language",
    "who-0-operator": "is",
    "who-0-value": "nb",
}


def person(name: str, language: str = "nb") -> Customer:
    return Customer.objects.create(display_name=name, language=language, created_at=clock.now())


def page(client: Client, house: House, path: str) -> str:
    answer = client.get(house.url(path))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_group_is_made_counted_and_opened(house: House, owner: Client, inside: Business) -> None:
    person("Ada Lovelace")
    person("Grace Hopper", "en")
    answer = owner.post(house.url("groups/new"), {"name": "Norwegians", **ROW})
    made = Segment.objects.get()
    assert answer["Location"] == house.url(f"groups/{made.pk}/")
    text = page(owner, house, f"groups/{made.pk}/")
    assert "1 customer: the customer&#x27;s language is “nb”" in text
    assert ("Ada Lovelace" in text, "Grace Hopper" in text) == (True, False)
    assert "Norwegians" in page(owner, house, "groups/")


def test_its_conditions_can_be_changed_and_it_can_be_dropped(house: House, owner: Client, inside: Business) -> None:
    person("Ada Lovelace")
    owner.post(house.url("groups/new"), {"name": "Norwegians", **ROW})
    made = Segment.objects.get()
    assert 'value="nb"' in page(owner, house, f"groups/{made.pk}/change")
    owner.post(house.url(f"groups/{made.pk}/change"), {"name": "English", **ROW, "who-0-value": "en"})
    made.refresh_from_db()
    assert (made.name, made.count) == ("English", 0)
    owner.post(house.url(f"groups/{made.pk}/drop"))
    assert not Segment.objects.exists()


@pytest.mark.parametrize(
    ("changed", "says"),
    [({"name": " "}, "Give the group a name."), ({"who-0-value": ""}, "Fill this in.")],
)
def test_what_is_missing_is_said(
    house: House, owner: Client, inside: Business, changed: dict[str, str], says: str
) -> None:
    answer = owner.post(house.url("groups/new"), {"name": "Norwegians", **ROW, **changed})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Segment.objects.exists()


def test_rows_come_and_go_without_a_script(house: House, owner: Client, inside: Business) -> None:
    more = owner.post(house.url("groups/new"), {"name": "N", **ROW, "do": "add-row:who"}).content.decode()
    assert 'name="who-1-field"' in more
    fewer = owner.post(house.url("groups/new"), {"name": "N", **ROW, "do": "remove-row:who:0"}).content.decode()
    assert 'name="who-0-field"' not in fewer
    assert not Segment.objects.exists()


def test_staff_look_at_groups_and_do_not_change_them(house: House, owner: Client, inside: Business) -> None:
    owner.post(house.url("groups/new"), {"name": "Norwegians", **ROW})
    made = Segment.objects.get()
    staff = house.as_role("staff")
    assert "New group" not in page(staff, house, "groups/")
    assert staff.post(house.url(f"groups/{made.pk}/drop")).status_code == 403


@pytest.mark.parametrize("path", ["groups/", "groups/{}/"])
def test_the_same_queries_for_one_and_for_many(house: House, owner: Client, inside: Business, path: str) -> None:
    owner.post(house.url("groups/new"), {"name": "Norwegians", **ROW})
    path = path.format(Segment.objects.get().pk)

    def cost() -> int:
        bring_up_to_date()
        page(owner, house, path)
        with CaptureQueriesContext(connection) as seen:
            page(owner, house, path)
        return len(seen)

    person("Ada")
    few = cost()
    for number in range(70):
        person(f"Person {number}")
    owner.post(house.url("groups/new"), {"name": "Others", **ROW})
    assert cost() == few


def test_the_pages_lead_through_all_members_once(house: House, owner: Client, inside: Business) -> None:
    for number in range(60):
        person(f"Person {number:02}")
    owner.post(house.url("groups/new"), {"name": "Norwegians", **ROW})
    made = Segment.objects.get()
    first = page(owner, house, f"groups/{made.pk}/")
    after = first.partition('href="?after=')[2].partition('"')[0]
    second = page(owner, house, f"groups/{made.pk}/?after={after}")
    assert [f"Person {n:02}" in first for n in (0, 49, 50)] == [True, True, False]
    assert [f"Person {n:02}" in second for n in (49, 50, 59)] == [False, True, True]


def test_a_group_is_chosen_by_its_name_and_says_who_asks_for_it(house: House, owner: Client, inside: Business) -> None:
    owner.post(house.url("groups/new"), {"name": "Norwegians", **ROW})
    inner = Segment.objects.get()
    asking = {**ROW, "who-0-field": "customer.group", "who-0-operator": "is"}
    empty = owner.post(house.url("groups/new"), {"name": "Others", **asking, "who-0-value": "99"})
    assert empty.status_code == 422
    assert "Choose one of the groups." in empty.content.decode()
    assert f'<option value="{inner.pk}">Norwegians</option>' in empty.content.decode()
    owner.post(house.url("groups/new"), {"name": "Others", **asking, "who-0-value": str(inner.pk)})
    outer = Segment.objects.get(name="Others")
    assert "the customer is in the group “Norwegians”" in page(owner, house, f"groups/{outer.pk}/")
    assert "Who belongs to a group is asked anew each time." in page(owner, house, f"groups/{outer.pk}/change")
    Plan.objects.filter(slug="thank-you").update(audience=outer.audience)
    text = page(owner, house, f"groups/{inner.pk}/")
    assert "Asked for by:" in text
    assert "Others" in text
    assert "in the group “Norwegians”" in page(owner, house, "plans/thank-you/")
    said = owner.post(house.url(f"groups/{inner.pk}/drop"), follow=True).content.decode()
    assert "asks for this group. Change that first, then drop it." in said
    assert Segment.objects.filter(pk=inner.pk).exists()
