"""Trying a plan out, in a real browser, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from afterword.businesses.queries import local_today
from afterword.customers.actions import Details, add_customer
from afterword.infra.tenancy import acting_for
from afterword.sales.models import Sale
from tests.setting.chromium import Screens
from tests.web.house import House

ComeIn = Callable[[Page], None]


def a_year(house: House) -> None:
    """Sixty customers who bought in the course of the last year, more of them lately."""
    with acting_for(house.business.pk):
        today = local_today(house.business)
        for number in range(60):
            known = Details(given_name="Ann", family_name=f"Berg{number}", email=f"ann{number}@customers.example")
            Sale.objects.create(
                source="till", key=str(number), customer_id=add_customer(details=known), currency="NOK",
                total_minor=100, sold_on=today - timedelta(days=number * number // 10),
            )  # fmt: skip


def test_a_plan_is_tried_on_last_year(site: str, house: House, come_in: ComeIn, page: Page, screens: Screens) -> None:
    a_year(house)
    come_in(page)
    page.goto(f"{site}{house.url('plans/thank-you/')}")
    page.get_by_role("link", name="Try it on last year").click()
    expect(page.get_by_role("heading", name="Tried on last year")).to_be_visible()
    expect(page.get_by_text("It would have reached")).to_be_visible()
    page.get_by_text("The same as a table").click()
    page.get_by_text("Who exactly").first.click()
    expect(page.get_by_role("link", name="Ann Berg59")).to_be_visible()
    screens.look("plan-trial")
    page.get_by_role("link", name="The next ones").click()
    expect(page.get_by_role("link", name="The ones before")).to_be_visible()
    page.goto(f"{site}{house.url('plans/thank-you/try/next-90-days/')}")
    expect(page.get_by_text("It reaches")).to_be_visible()
