"""The settings in a real browser, with a letter to a real mail server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.servers.fixtures import StartsRecording
from tests.servers.names import name_server
from tests.servers.provider_api import provider_running
from tests.setting.chromium import Screens
from tests.web.house import House

ComeIn = Callable[[Page], None]


def test_the_mail_server_is_set_up_and_sends_me_a_test(
    site: str, house: House, come_in: ComeIn, page: Page, screens: Screens, start_recording_smtp: StartsRecording
) -> None:
    server = start_recording_smtp()
    come_in(page)
    page.goto(f"{site}{house.url('settings/channels')}")
    expect(page.get_by_text("No mail server is set up yet.")).to_be_visible()
    page.get_by_label("Mail server").fill(server.settings["host"])
    page.get_by_label("Port").fill(server.settings["port"])
    page.get_by_label("Encryption").select_option(server.settings["security"])
    page.get_by_role("button", name="Keep this account").click()
    expect(page.get_by_role("status")).to_contain_text("Send yourself a test")
    page.get_by_role("button", name="Send me a test").click()
    expect(page.get_by_role("status")).to_contain_text("Look in the inbox of rosa@example.org")
    (letter,) = server.accepted()
    assert "rosa@example.org" in str(letter)
    screens.look("settings-channels")


def test_a_server_that_is_not_there_is_said_in_a_sentence(site: str, house: House, come_in: ComeIn, page: Page) -> None:
    come_in(page)
    page.goto(f"{site}{house.url('settings/channels')}")
    page.get_by_label("Mail server").fill("127.0.0.1")
    page.get_by_label("Port").fill("9")
    page.get_by_label("Encryption").select_option("none")
    page.get_by_role("button", name="Keep this account").click()
    page.get_by_role("button", name="Send me a test").click()
    expect(page.get_by_role("status")).to_contain_text("127.0.0.1:9")


def test_every_page_of_the_settings_is_fit_to_be_seen(
    site: str, house: House, come_in: ComeIn, page: Page, screens: Screens
) -> None:
    come_in(page)
    for name in ("", "hours", "team", "health"):
        page.goto(f"{site}{house.url('settings/')}{name}")
        screens.look(f"settings-{name or 'business'}")
    page.goto(f"{site}{house.url('you/')}")
    screens.look("you")


def test_a_key_is_made_shown_by_the_dns_and_signs(
    site: str, house: House, come_in: ComeIn, page: Page, screens: Screens, settings: Any
) -> None:
    come_in(page)
    page.goto(f"{site}{house.url('settings/channels/mailbox')}?address=rosa@gmail.com")
    screens.look("settings-own-mailbox")
    page.goto(f"{site}{house.url('settings/channels/arriving')}")
    page.get_by_role("button", name="Make a key").click()
    host, record = page.locator(".dns-record .secret").all_inner_texts()
    texts: dict[str, list[str]] = {}
    with name_server(texts) as server:
        settings.NAME_SERVER = f"{server.address}:{server.port}"
        page.get_by_role("button", name="Check now").click()
        expect(page.get_by_text("The DNS does not show your key")).to_be_visible()
        screens.look("settings-arriving")
        texts[host] = [record]
        page.get_by_role("button", name="Check now").click()
    expect(page.get_by_text("Signs your letters since")).to_be_visible()


def test_a_colleague_gets_a_link_and_comes_in_with_it(
    site: str, house: House, come_in: ComeIn, page: Page, screens: Screens
) -> None:
    come_in(page)
    page.goto(f"{site}{house.url('settings/team')}")
    page.get_by_label("Name").fill("Tom Reed")
    page.get_by_label("E-mail").fill("tom@example.org")
    page.get_by_role("button", name="Add, and make a link").click()
    link = page.locator(".secret").inner_text()
    screens.look("settings-member-link")
    browser = page.context.browser
    assert browser is not None
    visitor = browser.new_context(locale="en-US").new_page()
    visitor.goto(link)
    visitor.get_by_role("button", name="Come in").click()
    visitor.get_by_label("Password").fill("copper kettle moon")
    visitor.get_by_role("button", name="Keep this password").click()
    visitor.goto(f"{site}{house.url('plans/')}")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Who hears from you, and when")
    expect(visitor.get_by_role("link", name="Settings")).to_have_count(0)


def test_a_provider_is_chosen_tried_and_given_an_address_at_which_to_tell(
    site: str, house: House, come_in: ComeIn, page: Page, screens: Screens, settings: Any
) -> None:
    come_in(page)
    page.goto(f"{site}{house.url('settings/channels')}")
    page.get_by_role("link", name="Postmark").click()
    page.get_by_label("Server API token").fill("pm-token")
    page.get_by_role("button", name="Keep this account").click()
    expect(page.get_by_role("status")).to_contain_text("Send yourself a test")
    expect(page.get_by_role("link", name="In use: Postmark")).to_be_visible()
    screens.look("settings-provider")
    with provider_running("postmark") as fake:
        settings.EMAIL_URL = f"postmark://pm-token@?base={fake.base}"
        page.get_by_role("button", name="Send me a test").click()
        expect(page.get_by_role("status")).to_contain_text("Look in the inbox of rosa@example.org")
        assert [mail.to for mail in fake.taken] == ["rosa@example.org"]
        settings.EMAIL_URL = ""
    page.get_by_role("link", name="What your provider tells").click()
    page.get_by_role("button", name="Open an address").click()
    expect(page.locator(".secret")).to_contain_text("/p/hooks/postmark/")
    screens.look("settings-mail-hook")
    before = page.locator(".secret").inner_text()
    page.get_by_role("button", name="Make a new address").click()
    expect(page.locator(".secret")).not_to_have_text(before)
