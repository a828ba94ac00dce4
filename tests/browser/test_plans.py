"""From a trade's ready-made plan to a change of Today, in a real browser; and the editor without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from afterword.businesses.queries import local_today
from afterword.customers.actions import Details, add_customer
from afterword.infra.tenancy import acting_for
from afterword.plans.models import Plan
from afterword.plans.versions import draft_of
from afterword.sales.models import Sale
from tests.setting.chromium import Screens, settle
from tests.web.house import House

ComeIn = Callable[[Page], None]


def first_sales(house: House) -> None:
    """Four customers whose first purchase was about a month ago, who are on nobody's list today."""
    with acting_for(house.business.pk):
        Plan.objects.update(is_active=False)
        today = local_today(house.business)
        for number, name in enumerate(("Berg", "Reed", "Lund", "Dahl")):
            known = Details(given_name="Ann", family_name=name, phone=f"+47 22 33 44 5{number}")
            Sale.objects.create(
                source="till", key=str(number), customer_id=add_customer(details=known), currency="NOK",
                total_minor=100, sold_on=today - timedelta(days=28 + number),
            )  # fmt: skip


def test_a_trades_plan_is_adopted_tried_changed_and_seen_in_today(
    site: str, house: House, come_in: ComeIn, page: Page, screens: Screens
) -> None:
    first_sales(house)
    come_in(page)
    expect(page.get_by_text("Ann Berg")).to_have_count(0)
    page.goto(f"{site}{house.url('plans/')}")
    screens.look("plans-offered")
    page.get_by_role("link", name="A call to every new customer").click()
    screens.look("plan-ready-made")
    page.get_by_role("link", name="Try it on last year").click()
    expect(page.get_by_text("It would have reached 4 customers")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_role("status")).to_contain_text("“A call to every new customer” is on.")
    page.goto(f"{site}{house.url()}")
    expect(page.get_by_text("Ann Berg").first).to_be_visible()

    # Edit it: another step, only for some; rows come and go without leaving the page.
    page.goto(f"{site}{house.url('plans/new-customer-call/edit')}")
    page.get_by_role("button", name="Add a condition").first.click()
    expect(page.get_by_label("What is asked about").first).to_be_visible()
    settle(page)
    page.get_by_label("What is asked about").first.select_option("customer.can_phone")
    expect(page.get_by_label("How it is compared").first).to_have_value("yes")
    page.get_by_role("button", name="Add a step").click()
    page.get_by_label("Name of the step").nth(1).fill("A second call")
    screens.look("plan-editor")
    page.get_by_label("To", exact=True).nth(1).fill("1")
    page.get_by_role("button", name="Keep the draft and compare").click()
    expect(page.get_by_text("The last day lies before the first.")).to_be_visible()
    screens.look("plan-editor-wrong")
    page.get_by_label("To", exact=True).nth(1).fill("90")
    page.get_by_role("button", name="Keep the draft and compare").click()
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    expect(page.get_by_text("New touches: 4.")).to_be_visible()
    screens.look("plan-changes")
    page.get_by_role("link", name="Try both on last year").click()
    expect(page.get_by_role("heading", name="Who would notice")).to_be_visible()
    screens.look("plan-trial-of-two")
    page.go_back()
    page.get_by_role("button", name="…and move all 4 on their way").click()
    expect(page.get_by_role("status")).to_contain_text("4 customers who are on their way go on by it.")
    page.get_by_text("Earlier versions").click()
    screens.look("plan-versions")


@pytest.fixture
def page_without_scripts(browser: Browser) -> Page:
    return browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()


def test_a_plan_is_drawn_up_without_scripts(
    site: str, house: House, come_in: ComeIn, page_without_scripts: Page
) -> None:
    page = page_without_scripts
    come_in(page)
    page.goto(f"{site}{house.url('plans/')}")
    page.get_by_role("link", name="Start from scratch").click()
    page.get_by_label("Name", exact=True).fill("After an inquiry")
    page.get_by_label("It begins with").select_option("inquiry")
    page.get_by_role("button", name="Show what fits").first.click()
    expect(page.get_by_label("Which sales")).to_have_count(0)
    expect(page.get_by_label("Name", exact=True)).to_have_value("After an inquiry")
    page.get_by_role("button", name="Add a step").click()
    page.get_by_label("Name of the step").fill("Look in")
    page.get_by_role("button", name="Keep the plan").click()
    expect(page.get_by_role("status")).to_contain_text("It is off until you switch it on.")
    page.get_by_role("button", name="Switch on").click()
    page.goto(f"{site}{house.url('plans/after-an-inquiry/edit')}")
    page.get_by_label("Priority").fill("65")
    page.get_by_role("button", name="Keep the draft and compare").click()
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    with acting_for(house.business.pk):
        assert draft_of(Plan.objects.get(slug="after-an-inquiry")) is not None
    page.get_by_role("button", name="Use it for new customers").click()
    expect(page.get_by_role("status")).to_contain_text("is as you changed it")
    page.get_by_role("button", name="Undo").click()
    with acting_for(house.business.pk):
        assert Plan.objects.get(slug="after-an-inquiry").priority == 50
