"""Customers, plans and the pages around them, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from afterword.customers.actions import Details, add_customer
from afterword.customers.links import unsubscribe_url
from afterword.customers.models import Suppression
from afterword.infra.tenancy import acting_for
from tests.setting.chromium import Screens
from tests.web.house import House

ComeIn = Callable[[Page], None]


def people(house: House) -> int:
    """Three customers, of whom two share an address; the first one's id."""
    with acting_for(house.business.pk):
        first = add_customer(details=Details(given_name="Tom", family_name="Reed", email="tom@customers.example"))
        add_customer(details=Details(given_name="Berit", family_name="Reed", email="tom@customers.example"))
        add_customer(details=Details(given_name="Ann", family_name="Berg", phone="+47 22 33 44 55"))
    return first


def test_customers_are_found_while_one_types(
    site: str, house: House, come_in: ComeIn, page: Page, screens: Screens
) -> None:
    people(house)
    come_in(page)
    page.goto(f"{site}{house.url('customers/')}")
    screens.look("customers")
    page.keyboard.press("/")
    page.keyboard.type("berg")
    expect(page.get_by_role("link", name="Tom Reed")).to_have_count(0)
    expect(page.get_by_role("link", name="Ann Berg")).to_be_visible()
    page.get_by_role("searchbox").fill("nobody at all")
    expect(page.get_by_role("heading", name="Nobody fits")).to_be_visible()
    screens.look("customers-nobody")
    page.get_by_role("link", name="Write them in").click()
    screens.look("customers-new")


def test_a_sale_is_written_in(site: str, house: House, come_in: ComeIn, page: Page, screens: Screens) -> None:
    customer_id = people(house)
    come_in(page)
    page.goto(f"{site}{house.url('customers/')}{customer_id}/sale")
    page.get_by_label("What did they buy?").fill("Walnut frame")
    page.get_by_label("For how much?").fill("much")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_label("For how much?")).to_have_attribute("aria-invalid", "true")
    screens.look("new-sale")
    page.get_by_label("For how much?").fill("1 250,50")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("status").first).to_contain_text("The sale to Tom Reed is written down")


def test_a_pair_is_decided(site: str, house: House, come_in: ComeIn, page: Page, screens: Screens) -> None:
    people(house)
    come_in(page)
    page.goto(f"{site}{house.url('customers/pairs')}")
    screens.look("customers-pairs")
    page.get_by_role("button", name="Different people").click()
    expect(page.get_by_role("heading", name="Nobody is in doubt")).to_be_visible()


def test_a_wording_is_changed_and_cannot_be_broken(
    site: str, house: House, come_in: ComeIn, page: Page, screens: Screens
) -> None:
    come_in(page)
    page.goto(f"{site}{house.url('plans/')}")
    screens.look("plans")
    page.get_by_role("link", name="Thank-you within 7 days").first.click()
    screens.look("plan")
    page.get_by_role("link", name="Change the wording").click()
    page.wait_for_load_state()  # what is typed before the page's script is there is not previewed
    subject = page.get_by_label("Subject of the e-mail")
    subject.fill('So good to see you, {{ first_name | "friend" }}')
    expect(page.locator("#preview")).to_contain_text("So good to see you, Tom")
    screens.look("plan-wording")
    subject.fill("Hello {{ frist_name }}")
    expect(page.locator("#preview")).to_contain_text("Did you mean “first_name”?")
    page.get_by_role("button", name="Keep this wording").click()
    expect(page.get_by_label("Subject of the e-mail")).to_have_attribute("aria-invalid", "true")
    screens.look("plan-wording-broken")
    page.get_by_label("Subject of the e-mail").fill('Good to see you, {{ first_name | "friend" }}')
    page.get_by_role("button", name="Keep this wording").click()
    expect(page.get_by_role("status")).to_contain_text("The new wording is kept")
    expect(page.get_by_text("Good to see you, Tom")).to_be_visible()


def test_a_customer_stops_the_mail_and_changes_their_mind(
    site: str, house: House, page: Page, screens: Screens
) -> None:
    customer_id = people(house)
    page.goto(unsubscribe_url(house.business, customer_id))
    screens.look("public-unsubscribe")

    def stopped() -> int:
        with acting_for(house.business.pk):
            return Suppression.objects.filter(lifted_at=None).count()

    page.get_by_role("button", name="Stop the mail").click()
    expect(page.get_by_role("heading", name="The mail has stopped")).to_be_visible()
    assert stopped() == 1
    screens.look("public-unsubscribed")
    page.get_by_role("button", name="undo").click()
    expect(page.get_by_role("heading", name="All as before")).to_be_visible()
    assert stopped() == 0


def test_the_pages_at_the_door_are_fit_to_be_seen(site: str, house: House, page: Page, screens: Screens) -> None:
    page.goto(f"{site}/sign-in")
    screens.look("sign-in")
    page.goto(f"{site}/nothing/here")
    screens.look("not-found")
    page.goto(f"{site}/welcome/guess")
    screens.look("welcome")


def test_the_scheduler_is_loud_and_the_menu_goes_by_keyboard(
    site: str, house: House, come_in: ComeIn, page: Page, screens: Screens
) -> None:
    from afterword.infra.models import Heartbeat

    come_in(page)
    Heartbeat.objects.all().delete()
    page.goto(f"{site}{house.url('plans/')}")
    expect(page.get_by_role("alert")).to_contain_text("The scheduler has not started")
    screens.look("scheduler-stopped")
    menu = page.locator("details.account > summary")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    screens.look("account-menu")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(menu).to_be_focused()
