"""Today in a real browser: by hand, by keyboard, without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from afterword.followups.models import FollowUp, Message
from afterword.infra.tenancy import acting_for
from tests.setting.chromium import Screens, settle
from tests.web.house import House
from tests.web.today.full_day import fill

ComeIn = Callable[[Page], None]


@pytest.fixture
def full(house: House) -> House:
    """A day with everything on it."""
    with acting_for(house.business.pk):
        fill(house.business)
    return house


def states(house: House) -> dict[str, str]:
    """Where the earliest follow-up of everybody stands, by name."""
    with acting_for(house.business.pk):
        rows = FollowUp.objects.order_by("-id").values_list("customer__display_name", "state")
        return dict(rows)


def here(page: Page) -> str:
    """The name on the row that one is on."""
    return page.locator(".touch.now .who b").inner_text()


def test_today_looks_right(site: str, house: House, come_in: ComeIn, page: Page, screens: Screens) -> None:
    come_in(page)
    screens.look("today-empty")
    with acting_for(house.business.pk):
        fill(house.business)
    page.goto(f"{site}{house.url()}")
    screens.look("today")
    page.locator(".touch", has_text="Tom Reed").click(position={"x": 5, "y": 5})
    expect(page.get_by_role("article", name="The letter").first).to_contain_text("walnut frame")
    screens.look("today-letter")


def test_the_questions_look_right(site: str, full: House, come_in: ComeIn, page: Page, screens: Screens) -> None:
    come_in(page)
    row = page.locator(".touch", has_text="Ann Berg")
    for button, words in (("Later", "On this day"), ("Skip", "We spoke already"), ("No answer", "I left a message")):
        row.get_by_role("link", name=button).click()
        expect(row.get_by_text(words)).to_be_visible()
        screens.look(f"today-{button.lower().replace(' ', '-')}")
        expect(page.locator(".ask-panel .ask")).to_have_count(1)
    row.get_by_text("why?").click()
    expect(row.get_by_text("would not reach them")).to_be_visible()
    screens.look("today-why")


def test_an_approved_letter_counts_down_and_comes_back(
    site: str, full: House, come_in: ComeIn, page: Page, screens: Screens
) -> None:
    come_in(page)
    page.locator(".touch", has_text="Sue Lin").get_by_role("button", name="Approve").click()
    expect(page.locator("#notices")).to_contain_text("The letter to Sue Lin leaves in 10 seconds.")
    expect(page.locator("#list")).not_to_contain_text("Sue Lin")
    expect(page.locator(".facts", has_text="On its way")).to_contain_text("Sue Lin")
    screens.look("today-approved")
    page.locator("#notices").get_by_role("button", name="Undo").click()
    expect(page.locator("#list")).to_contain_text("Sue Lin")
    expect(page.locator("#notices")).to_contain_text("Taken back")
    assert "/follow-ups/" not in page.url


def test_a_day_is_done_by_keyboard_alone(site: str, full: House, come_in: ComeIn, page: Page) -> None:
    come_in(page)
    assert here(page) == "Pat Moen"
    page.keyboard.press("a")
    expect(page.locator("#notices")).to_contain_text("Good: Pat Moen has it.")
    settle(page)
    assert here(page) == "Mei Wu"
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert here(page) == "Mary-Ann van der Berg"
    page.keyboard.press("k")
    assert here(page) == "Ann Berg"
    page.keyboard.press("d")
    expect(page.get_by_placeholder("What did they say?")).to_be_visible()
    page.get_by_placeholder("What did they say?").fill("She loves the ring")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("Done: Ann Berg.")
    settle(page)
    page.keyboard.press("z")
    expect(page.locator("#notices")).to_contain_text("Taken back: Ann Berg")
    settle(page)
    while here(page) != "Tom Reed":
        page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.locator(".ask-panel button:focus")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".ask-panel .ask")).to_have_count(0)
    page.keyboard.press("x")
    expect(page.locator(".ask-panel button:focus")).to_have_text("We spoke already")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("Skipped: Tom Reed.")
    settle(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    found = states(full)
    assert (found["Pat Moen"], found["Ann Berg"], found["Tom Reed"]) == ("done", "open", "skipped")


def test_letters_are_typed_into_a_field_and_not_taken_for_keys(
    site: str, full: House, come_in: ComeIn, page: Page
) -> None:
    come_in(page)
    page.locator(".touch", has_text="Tom Reed").click(position={"x": 5, "y": 5})
    line = page.locator("#beside").get_by_label("Add a line of your own")
    line.click()
    line.press_sequentially("ajdsxz?")
    assert line.input_value() == "ajdsxz?"
    line.press("Enter")
    expect(page.locator("#beside")).to_be_visible()
    expect(page.locator("#notices")).to_contain_text("Your line is in the letter to Tom Reed.")
    assert states(full)["Tom Reed"] == "open"


def test_enter_opens_the_customer_and_e_the_letter(site: str, full: House, come_in: ComeIn, page: Page) -> None:
    come_in(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Pat Moen")).to_be_visible()
    page.go_back()
    while here(page) != "Tom Reed":
        page.keyboard.press("j")
    page.keyboard.press("e")
    expect(page.get_by_role("heading", name="To Tom Reed")).to_be_visible()


def test_the_letter_is_edited_and_approved(
    site: str, full: House, come_in: ComeIn, page: Page, screens: Screens
) -> None:
    come_in(page)
    page.locator(".touch", has_text="Tom Reed").get_by_role("link", name="Edit").click()
    screens.look("today-edit")
    page.get_by_label("What it says").fill("Dear Tom,\n\nhow does it hang?\n\nRosa")
    page.get_by_role("button", name="Keep and approve").click()
    expect(page.locator("#notices")).to_contain_text("The letter to Tom Reed leaves in 10 seconds.")
    with acting_for(full.business.pk):
        assert Message.objects.filter(customer__display_name="Tom Reed", state="approved").exists()


def test_all_that_is_ready_goes_at_one_press(site: str, full: House, come_in: ComeIn, page: Page) -> None:
    come_in(page)
    page.get_by_role("button", name="Approve all 4 letters that are ready").click()
    expect(page.locator("#notices")).to_contain_text("4 letters leave in 10 seconds.")
    page.locator("#notices").get_by_role("button", name="Undo").click()
    expect(page.locator("#notices")).to_contain_text("4 letters are on your list again.")


def test_minutes_cut_the_list(site: str, full: House, come_in: ComeIn, page: Page) -> None:
    come_in(page)
    before = page.locator(".touch").count()
    page.get_by_label("I have").select_option("10")
    expect(page.get_by_text("more when you have more time")).to_be_visible()
    assert page.locator(".touch").count() < before
    assert "minutes=10" in page.url


def test_everything_works_without_scripts(site: str, full: House, come_in: ComeIn, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    come_in(page)
    page.locator(".touch", has_text="Sue Lin").get_by_role("button", name="Approve").click()
    expect(page.get_by_text("The letter to Sue Lin leaves in 10 seconds.")).to_be_visible()
    page.locator("#notices").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back: Sue Lin")).to_be_visible()
    page.locator(".touch", has_text="Ann Berg").get_by_role("link", name="Reached").click()
    page.get_by_label("A note, if you like").fill("She loves it")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("Done: Ann Berg.")).to_be_visible()
    page.locator(".touch", has_text="Mei Wu").get_by_role("link", name="Skip").click()
    page.get_by_role("button", name="We spoke already").click()
    page.locator(".touch", has_text="Kari Nordmann").get_by_role("link", name="Later").click()
    page.get_by_role("button", name="Next week").click()
    expect(page.get_by_text("Kari Nordmann comes up again")).to_be_visible()
    page.get_by_label("I have").select_option("10")
    page.get_by_role("button", name="Show").click()
    assert "minutes=10" in page.url
    assert states(full)["Mei Wu"] == "skipped"
    context.close()
