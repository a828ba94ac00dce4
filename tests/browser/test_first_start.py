"""From the first page to the first follow-ups, in a real browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from afterword.accounts.actions import first_start_token
from tests.browser.files import a_shop_s_sales
from tests.setting.chromium import Screens


def begin(page: Page, site: str) -> None:
    page.get_by_label("What is your business called?").fill("Rosa's frames")
    page.get_by_label("Your name").fill("Rosa Berg")
    page.get_by_label("Your e-mail").fill("rosa@example.org")
    page.get_by_label("A password").fill("walnut frame sofa")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url(f"{site}/rosa-s-frames/bring-in/")


def test_the_first_five_minutes(site: str, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_context(locale="en-US", timezone_id="Europe/Oslo", reduced_motion="reduce").new_page()
    screens = Screens(page)
    page.goto(f"{site}/start/{first_start_token()}")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Oslo")
    expect(page.get_by_label("Country")).to_have_value("NO")
    expect(page.get_by_label("Currency")).to_have_value("NOK")
    screens.look("first-start")
    begin(page, site)
    expect(page.get_by_role("heading", level=1)).to_have_text("Drop your sales here")
    screens.look("bring-in-empty")
    page.get_by_label("A file from your till").set_input_files(a_shop_s_sales(tmp_path))
    page.wait_for_url(f"{site}/rosa-s-frames/bring-in/*/")
    expect(page.get_by_label("Order No")).to_have_value("sale_key")
    expect(page.get_by_text("Dates in “Date” are read as day, month, year.")).to_be_visible()
    screens.look("bring-in-look")
    page.get_by_role("button", name="Bring it in").click()
    page.wait_for_url("**/result")
    expect(page.get_by_text("3 new customers.")).to_be_visible()
    expect(page.get_by_text("2 rows were not taken")).to_be_visible()
    expect(page.get_by_role("heading", name="4 follow-ups came of it")).to_be_visible()
    screens.look("bring-in-result")
    with page.expect_download() as download:
        page.get_by_role("link", name="The file to mend").click()
    mended = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "Jon Moe" in mended
    assert "Lars Vik" in mended
    assert "Tom Reed" not in mended
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("status")).to_contain_text("everything is as it was before")
    page.goto(f"{site}/rosa-s-frames/customers/")
    expect(page.get_by_role("heading", name="Your customers will stand here")).to_be_visible()
    screens.look("customers-empty")


def test_it_all_goes_without_javascript(site: str, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_context(java_script_enabled=False, locale="nb-NO").new_page()
    page.goto(f"{site}/start/{first_start_token()}")
    page.locator("[name=name]").fill("Rosa's frames")
    page.locator("[name=owner_name]").fill("Rosa Berg")
    page.locator("[name=email]").fill("rosa@example.org")
    page.locator("[name=password]").fill("walnut frame sofa")
    assert page.locator("[name=timezone]").input_value() == "Europe/Oslo", "guessed from the browser's language"
    page.locator("[name=language]").select_option("en")
    page.locator("main button").click()
    page.goto(f"{site}/rosa-s-frames/you/")
    page.locator("[name=language]").select_option("en")
    page.locator("form[action$='you/'] button").click()
    page.goto(f"{site}/rosa-s-frames/bring-in/")
    page.get_by_label("A file from your till").set_input_files(a_shop_s_sales(tmp_path))
    page.get_by_role("button", name="Look at it").click()
    page.get_by_label("Item").select_option("note")
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_label("Item")).to_have_value("note")
    assert "csrf" not in page.url
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_text("3 new customers.")).to_be_visible()
    page.get_by_role("link", name="Customers", exact=True).click()
    page.get_by_role("searchbox").fill("reed")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Tom Reed")).to_be_visible()
    expect(page.get_by_role("link", name="Ann Berg")).to_have_count(0)
