"""Trying a plan out on its page: sentences, a picture, who exactly; a job where there are very many customers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from django.apps import apps
from django.test import Client
from django_tasks_db.models import DBTaskResult

from afterword.businesses.models import Business
from afterword.businesses.queries import local_today
from afterword.customers.actions import Details, add_customer
from afterword.infra.tenancy import acting_for
from afterword.plans.editing.drawn_up import drawn_up
from afterword.plans.editing.saving import save_plan
from afterword.plans.models import Plan
from afterword.plans.simulating.jobs import run_trial_job
from afterword.sales.models import Sale
from afterword.web.plans import trying
from afterword.web.plans.trying_picture import picture_of
from tests.web.house import House

LAST_YEAR, NEXT = "plans/thank-you/try/last-year/", "plans/thank-you/try/next-90-days/"


def sales(business: Business, count: int, *, days_ago: int) -> None:
    """So many customers who bought, a day apart."""
    for number in range(count):
        customer_id = add_customer(
            details=Details(given_name="Ann", family_name=f"Berg{number}", email=f"a{number}@c.example")
        )
        Sale.objects.create(
            source="till", key=str(number), customer_id=customer_id, currency="NOK", total_minor=100,
            sold_on=local_today(business) - timedelta(days=days_ago + number),
        )  # fmt: skip


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_plan_offers_both_and_each_says_it_in_sentences(house: House, owner: Client, inside: Business) -> None:
    sales(inside, 3, days_ago=100)
    page = read(owner, house.url("plans/thank-you/"))
    assert house.url(LAST_YEAR) in page
    assert house.url(NEXT) in page
    page = read(owner, house.url(LAST_YEAR))
    assert "It would have reached 3 customers: 3 touches in all" in page
    assert "It takes 6 minutes of your time in all." in page
    assert page.partition("weeks-picture")[2].count("<rect ") == 53
    assert "Ann Berg2" in page
    assert "nobody hears from you by this plan in these days" in read(owner, house.url(NEXT))


def test_the_next_days_count_what_is_on_its_way(house: House, owner: Client, inside: Business) -> None:
    sales(inside, 2, days_ago=0)
    page = read(owner, house.url(NEXT))
    assert "It reaches 2 customers: 2 touches in all" in page


def test_a_long_list_has_pages(house: House, owner: Client, inside: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "PAGE", 4)
    sales(inside, 6, days_ago=50)
    pages = [read(owner, house.url(f"{LAST_YEAR}?page={number}")) for number in (1, 2)]
    listed = [[number for number in range(6) if f"Ann Berg{number}" in page] for page in pages]
    assert listed == [[2, 3, 4, 5], [0, 1]]
    assert 'open id="who"' in pages[1]


def test_very_many_customers_are_worked_out_by_a_job(
    house: House, owner: Client, inside: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "AT_ONCE", 2)
    sales(inside, 3, days_ago=100)
    assert "Work it out" in read(owner, house.url(LAST_YEAR))
    begun = owner.post(house.url(f"{LAST_YEAR}begin"))
    assert begun.status_code == 302
    assert "This page looks again by itself" in read(owner, begun["Location"])
    part = owner.get(begun["Location"], headers={"HX-Request": "true"}).content
    assert b"<h1" not in part
    job = DBTaskResult.objects.get()
    with acting_for(None):
        job.set_successful(run_trial_job.func(*job.args_kwargs["args"]))
    assert owner.get(begun["Location"], headers={"HX-Request": "true"})["HX-Redirect"] == begun["Location"]
    assert "It would have reached 3 customers" in read(owner, begun["Location"])


def test_a_trial_of_another_business_or_of_other_days_is_not_there(
    house: House, other_house: House, owner: Client, inside: Business
) -> None:
    begun = owner.post(house.url(f"{LAST_YEAR}begin"))["Location"]
    job = begun.rsplit("/", 1)[1]
    stranger = other_house.as_role("owner")
    assert stranger.get(other_house.url(f"{LAST_YEAR}{job}")).status_code == 404
    assert owner.get(house.url(f"{NEXT}{job}")).status_code == 404
    assert owner.get(house.url(f"{LAST_YEAR}nonsense")).status_code == 404
    assert owner.get(house.url("plans/thank-you/try/next-week/")).status_code == 404


def test_a_ready_made_plan_is_tried_before_it_is_taken_over(house: House, owner: Client, inside: Business) -> None:
    Plan.objects.filter(slug="how-is-it-going").delete()
    sales(inside, 3, days_ago=100)
    assert house.url("plans/ready-made/how-is-it-going/try/last-year/") in read(
        owner, house.url("plans/ready-made/how-is-it-going/")
    )
    page = read(owner, house.url("plans/ready-made/how-is-it-going/try/last-year/"))
    assert "It would have reached 3 customers: 3 touches in all" in page
    assert "Ann Berg2" in page
    assert not Plan.objects.filter(slug="how-is-it-going").exists()
    assert "nobody hears from you by this plan" in read(
        owner, house.url("plans/ready-made/how-is-it-going/try/next-90-days/")
    )
    assert owner.get(house.url("plans/ready-made/nothing/try/last-year/")).status_code == 404


def test_all_plans_are_tried_together(house: House, owner: Client, inside: Business) -> None:
    sales(inside, 3, days_ago=100)
    page = read(owner, house.url("plans/all/try/last-year/"))
    assert "It would have reached 3 customers: 6 touches in all" in page
    assert "How is it going: an e-mail" in page
    Plan.objects.update(is_active=False)
    assert owner.get(house.url("plans/all/try/last-year/")).status_code == 404


def test_two_versions_stand_side_by_side(
    house: House, owner: Client, inside: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    sales(inside, 3, days_ago=100)
    both = house.url("plans/thank-you/changes/try/last-year/")
    assert owner.get(both).status_code == 404
    live = drawn_up(Plan.objects.get(slug="thank-you"))
    step = replace(live.steps[0], opens=3, minutes=5, channels=("post", "email"), cost_minor=4_000)
    second = replace(step, key="second", name="Second", opens=30, closes=40, channels=("email",))
    save_plan(slug="thank-you", drawn=replace(live, steps=(step, second)))
    assert both in read(owner, house.url("plans/thank-you/changes"))
    page = read(owner, both)
    rows = {cells[0]: cells[1:] for row in page.split("<tr>") if (cells := texts(row)) and len(cells) == 3}
    assert rows["Touches"] == ["3", "6"]
    assert rows["Minutes"] == ["6", "30"]
    assert rows["E-mails"] == ["3", "6"]
    assert rows["Customers"] == ["3", "3"]
    assert page.partition('id="who"')[2].count("Ann Berg0") == 2, "one touch on another day, one that is new"
    # With very many customers both are worked out by one job.
    monkeypatch.setattr(trying, "AT_ONCE", 2)
    assert "Work it out" in read(owner, both)
    begun = owner.post(f"{both}begin")["Location"]
    job = DBTaskResult.objects.get()
    with acting_for(None):
        job.set_successful(run_trial_job.func(*job.args_kwargs["args"]))
    assert "Who would notice" in read(owner, begun)


def texts(row: str) -> list[str]:
    """What stands in the cells of a row."""
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]


def test_a_plan_that_cannot_be_tried_offers_nothing(house: House, owner: Client, inside: Business) -> None:
    Plan.objects.filter(slug="thank-you").update(trigger="keep_in_touch")
    assert "/try/" not in read(owner, house.url("plans/thank-you/"))
    assert owner.get(house.url(LAST_YEAR)).status_code == 404


def test_looking_writes_nothing(house: House, owner: Client, inside: Business) -> None:
    sales(inside, 3, days_ago=20)
    ours = [model for model in apps.get_models() if model.__module__.startswith("afterword.")]

    def everything() -> list[list[tuple[object, ...]]]:
        return [sorted(getattr(model, "everywhere", model._default_manager).values_list(), key=str) for model in ours]

    before = everything()
    read(owner, house.url(LAST_YEAR))
    read(owner, house.url(NEXT))
    assert everything() == before


def test_the_highest_week_fills_the_picture_and_an_empty_one_is_flat() -> None:
    monday = date(2024, 9, 16)
    picture = picture_of([(monday, 0, 0), (monday + timedelta(days=7), 8, 16), (monday + timedelta(days=14), 4, 8)])
    assert [bar.height for bar in picture.bars] == ["0.00", "140.00", "70.00"]
    assert picture.most == 8
    assert picture_of([(monday, 0, 0)]).most == 1
