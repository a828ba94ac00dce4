"""The main job from end to end: drop a file, look, bring it in, read and approve a letter, and it is in the post."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from afterword.businesses.models import Business
from afterword.followups.delivering.rounds import deliver_due
from afterword.infra.tenancy import acting_for
from tests.servers.fixtures import RecordingServer
from tests.setting.chromium import Screens
from tests.web.house import House

ComeIn = Callable[[Page], None]

SALES = """\
Order No;Date;Customer;E-mail;Phone;Item;Qty;Price
1001;08.06.2026;Tom Reed;tom@customers.example;+47 22 33 44 55;Walnut frame 40×50;1;890,00
1002;07.06.2026;Ann Berg;;+47 22 33 44 66;Silver ring;1;2 450,00
1003;05.01.2025;Nora Dahl;nora@customers.example;;Museum glass;1;650,00
"""


def wait_for_letters(business: Business, mail: RecordingServer, count: int) -> None:
    """Do what the delivery loop does until so many have left, for half a minute at most."""
    until = time.monotonic() + 30
    while len(mail.accepted()) < count and time.monotonic() < until:
        with acting_for(business.pk):
            deliver_due()
        time.sleep(0.5)


def test_from_a_file_to_a_thank_you_in_the_post(
    noon: str,
    site: str,
    house: House,
    come_in: ComeIn,
    mail: RecordingServer,
    page: Page,
    screens: Screens,
    tmp_path: Path,
) -> None:
    sales = tmp_path / "sales.csv"
    sales.write_text(SALES, encoding="utf-8")
    come_in(page)
    page.get_by_role("link", name="Drop your sales here").click()
    page.wait_for_load_state()  # a file chosen before the page's script is there is not sent by itself
    page.get_by_label("A file from your till").set_input_files(sales)
    expect(page.get_by_text("Dates in “Date” are read as day, month, year.")).to_be_visible()
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_text("3 new customers.")).to_be_visible()
    page.goto(f"{site}{house.url()}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Two people are waiting to hear from you")
    expect(page.get_by_text("Forgotten: nobody")).to_be_visible()
    expect(page.get_by_text("1 customer bought too long ago for any plan.")).to_be_visible()
    ann = page.locator(".touch", has_text="Ann Berg")
    expect(ann.get_by_role("link", name="+47 22 33 44 66")).to_have_attribute("href", "tel:+4722334466")
    tom = page.locator(".touch", has_text="Tom Reed")
    tom.click(position={"x": 5, "y": 5})
    expect(page.locator("#beside")).to_contain_text("Walnut frame 40×50")
    line = page.locator("#beside").get_by_label("Add a line of your own")
    line.fill("I remember your daughter’s drawing.")
    line.press("Enter")
    expect(page.locator("#notices")).to_contain_text("Your line is in the letter to Tom Reed.")
    tom.get_by_role("button", name="Approve").click()
    expect(page.locator("#notices")).to_contain_text("The letter to Tom Reed leaves in 10 seconds.")
    assert mail.accepted() == []

    wait_for_letters(house.business, mail, 1)
    [letter] = mail.accepted()
    assert letter.rcpt_to == ("tom@customers.example",)
    assert letter.parsed["Subject"] == "Thank you, Tom"
    assert letter.parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    body = letter.parsed.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "I remember your daughter’s drawing." in text
    assert "Walnut frame 40×50" in text

    page.reload()
    expect(page.locator("#list")).not_to_contain_text("Tom Reed")
    ann.get_by_role("link", name="Reached").click()
    page.get_by_label("A note, if you like").fill("She loves the ring")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Everybody has heard from you today")
    screens.look("journey-all-done")
    page.get_by_text("done today").click()
    page.get_by_role("link", name="Tom Reed").click()
    expect(page.get_by_text("Sent: “Thank you, Tom”.")).to_be_visible()
    expect(page.get_by_text("Bought Walnut frame 40×50 for")).to_be_visible()
    screens.look("journey-customer")


def test_the_most_recent_of_long_ago_are_reached_when_the_owner_says_so(
    noon: str, site: str, house: House, come_in: ComeIn, page: Page, tmp_path: Path
) -> None:
    sales = tmp_path / "sales.csv"
    sales.write_text(SALES, encoding="utf-8")
    come_in(page)
    page.get_by_role("link", name="Drop your sales here").click()
    page.wait_for_load_state()  # a file chosen before the page's script is there is not sent by itself
    page.get_by_label("A file from your till").set_input_files(sales)
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_text("3 new customers.")).to_be_visible()
    page.goto(f"{site}{house.url()}")
    page.get_by_role("button", name="Reach the most recent 30").click()
    expect(page.locator("#list")).to_contain_text("Nora Dahl")
    expect(page.get_by_text("bought too long ago")).to_have_count(0)
