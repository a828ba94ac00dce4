"""One customer's page and the page of the forgotten, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from afterword.customers.actions import Details, add_customer, place_hold, suppress_address, write_note
from afterword.customers.models import Customer
from afterword.infra import clock
from afterword.infra.tenancy import acting_for
from afterword.plans.auditing.audit import audit
from tests.setting.chromium import Screens
from tests.web.house import House
from tests.web.today.full_day import fill

ComeIn = Callable[[Page], None]


def test_a_customers_page_looks_right(site: str, house: House, come_in: ComeIn, page: Page, screens: Screens) -> None:
    come_in(page)
    with acting_for(house.business.pk):
        fill(house.business)
        tom = Customer.objects.get(display_name="Tom Reed").pk
        write_note(customer_id=tom, note="He mentioned his daughter’s drawing.", actor_id=house.owner.pk)
        pat = Customer.objects.get(display_name="Pat Moen").pk
        suppress_address(customer_id=pat, channel="email", reason="asked")
        place_hold(customer_id=pat, reason="reply", note="“The clasp sits a little loose, is that normal?”")
    page.goto(f"{site}{house.url(f'customers/{tom}/')}")
    screens.look("customer")
    page.locator("summary", has_text="Remind me").click()
    page.locator("summary", has_text="Leave in peace").click()
    page.get_by_text("Add an address", exact=True).click()
    screens.look("customer-open")
    page.goto(f"{site}{house.url(f'customers/{pat}/')}")
    screens.look("customer-held")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("It goes on for Pat Moen.")).to_be_visible()
    page.goto(f"{site}{house.url(f'customers/{tom}/touches')}")
    screens.look("customer-touches")
    page.goto(f"{site}{house.url(f'customers/{tom}/edit')}")
    screens.look("customer-edit")
    page.goto(f"{site}{house.url('forgotten')}")
    screens.look("forgotten-nobody")
    page.goto(f"{site}{house.url('groups/')}")
    screens.look("groups-none")
    page.get_by_role("link", name="New group").click()
    page.get_by_label("Name").fill("Regulars")
    page.get_by_role("button", name="Add a condition").click()
    page.get_by_label("Value").fill("Oslo")
    screens.look("group-form")
    page.get_by_label("Name").press("Enter")
    expect(page.get_by_text("The group “Regulars” is kept.")).to_be_visible()
    screens.look("group")


def test_the_forgotten_are_remembered(site: str, house: House, come_in: ComeIn, page: Page, screens: Screens) -> None:
    with acting_for(house.business.pk):
        for name in ("Lost Lamb", "Nils Holm"):
            Customer.objects.create(display_name=name, reach=0, created_at=clock.now())
        audit()
    come_in(page)
    page.goto(f"{site}{house.url('audit')}")
    screens.look("audit")
    page.goto(f"{site}{house.url('')}")
    page.get_by_role("link", name="Forgotten").click()
    page.locator("summary", has_text="Leave in peace").first.click()
    screens.look("forgotten")
    page.get_by_label("because").first.fill("She moved abroad")
    page.get_by_role("button", name="Leave in peace").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 person would be forgotten")
    expect(page.get_by_text("Lost Lamb is left in peace until")).to_be_visible()


def test_a_customer_is_written_down_and_forgotten(
    site: str, house: House, come_in: ComeIn, page: Page, screens: Screens
) -> None:
    with acting_for(house.business.pk):
        tom = add_customer(details=Details(given_name="Tom", family_name="Reed", email="tom@customers.example"))
    come_in(page)
    page.goto(f"{site}{house.url(f'customers/{tom}/')}")
    page.get_by_text("Write down their yes or no").click()
    page.locator("#said-source").fill("Told me so in the shop")
    screens.look("customer-consent")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_text("What they said").click()
    expect(page.get_by_text("Yes to offers")).to_be_visible()
    page.get_by_role("link", name="Forget them").click()
    screens.look("customer-forget")
    page.get_by_label("Type “forget” here").fill("forget")
    page.get_by_role("button", name="Forget them").click()
    expect(page.get_by_role("heading", name=f"Forgotten customer {tom}")).to_be_visible()
    screens.look("customer-forgotten")
