"""The call list in a real browser: with a thumb, without scripts, and on paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import time
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect

from afterword.businesses.models import Business
from afterword.customers.noting import write_note
from afterword.followups.models import FollowUp
from afterword.infra.tenancy import acting_for
from tests.setting.chromium import PHONE, Screens
from tests.web.house import House
from tests.web.today.full_day import Day

ComeIn = Callable[[Page], None]
NAMES = (
    "Ann Berg",
    "Kari Nordmann",
    "Tom Reed",
    "Sue Lin",
    "Zoë Ødegård",
    "Mary-Ann van der Berg",
    "Mei Wu",
)


@pytest.fixture
def calling(house: House) -> House:
    """A day of seven calls, at whatever hour of whatever day the test runs."""
    Business.objects.filter(pk=house.business.pk).update(
        open_weekdays=127, closed_on_holidays=False, quiet_from=time(0), quiet_until=time(0)
    )
    with acting_for(house.business.pk):
        day = Day(Business.objects.get(pk=house.business.pk))
        for number, name in enumerate(NAMES):
            person = day.person(name, email=number == 0, phone=f"+47 912 34 5{number:02}")
            day.sale(person, "silver ring", "velvet box", days_ago=2)
            if number == 0:
                write_note(customer_id=person, note="Her daughter paints: ask about the exhibition in December.")
        day.show_now()
        FollowUp.objects.filter(channel="email").update(channel="phone", mode="hand")
    return house


def test_a_round_of_calls(site: str, calling: House, come_in: ComeIn, page: Page, screens: Screens) -> None:
    come_in(page)
    page.goto(f"{site}{calling.url('calls/')}")
    expect(page.get_by_role("heading", level=1)).to_have_text("7 calls to make")
    screens.look("calls")
    row = page.locator(".call", has_text="Ann Berg")
    expect(row.get_by_role("link", name="+47 912 34 500")).to_have_attribute("href", "tel:+4791234500")
    row.get_by_role("link", name="Write instead").click()
    page.get_by_label("What it says").fill("Hi Ann,\nhow is the ring?")
    page.get_by_role("button", name="Use these words").click()
    expect(page.get_by_role("link", name="Open text messages")).to_have_attribute(
        "href", "sms:+4791234500?&body=Hi%20Ann%2C%0Ahow%20is%20the%20ring%3F"
    )
    screens.look("hand-off")
    page.get_by_role("link", name="No, not yet").click()
    row.get_by_role("button", name="Reached").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You spoke to Ann Berg")
    page.get_by_label("What was said").fill("It fits.")
    page.get_by_label("I promised to call again").check()
    screens.look("call-after")
    page.get_by_role("button", name="Keep, and the next call").click()
    expect(page.locator("#notices")).to_contain_text("It comes up on")
    first = page.locator(".call").first
    name = first.locator(".who b").inner_text()
    first.get_by_role("button", name="Asked not to call").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{name} is not called any more")
    page.locator("#notices").get_by_role("button", name="Undo").click()
    expect(page.locator(".call", has_text=name)).to_be_visible()


def test_the_calls_on_paper_and_without_scripts(
    site: str, calling: House, come_in: ComeIn, page: Page, screens: Screens, browser: Browser, tmp_path: Path
) -> None:
    come_in(page)
    page.goto(f"{site}{calling.url('calls/sheet')}")
    screens.look_at("calls-sheet", PHONE)
    for paper in ("A4", "Letter"):
        read = pypdf.PdfReader(io.BytesIO(page.pdf(format=paper)))
        texts = [one.extract_text() for one in read.pages]
        assert len(texts) == 2, paper
        for text in texts:
            # Whoever stands on a page has all their lines there.
            assert sum(name in text for name in NAMES) == text.count("Next step, and on which day") > 0, paper
    context = browser.new_context(java_script_enabled=False, viewport={"width": PHONE, "height": 740})
    plain = context.new_page()
    come_in(plain)
    plain.get_by_role("link", name="7 calls").click()
    plain.locator(".call").first.get_by_role("button", name="No answer").click()
    expect(plain.locator("#notices")).to_contain_text("comes back")
    expect(plain.get_by_role("heading", level=1)).to_have_text("6 calls to make")
    context.close()
