"""A customer writes back, and is answered, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from afterword.conversations.models import Conversation
from afterword.conversations.receiving import receive_mail
from afterword.customers.actions import Details, add_customer
from afterword.infra.tenancy import acting_for
from tests.setting.chromium import Screens
from tests.web.house import House

ComeIn = Callable[[Page], None]
WORDS = {
    "Tom Reed": "Thank you so much! It hangs in the hall.\n\nCould you frame two more of the same size?",
    "Ann Berg": "We moved! The new address is Kirkegata 4, 0153 Oslo.",
}


def they_write(house: House) -> None:
    with acting_for(house.business.pk):
        for number, (name, words) in enumerate(WORDS.items()):
            given, _, family = name.partition(" ")
            address = f"{given}@customers.example".lower()
            add_customer(details=Details(given_name=given, family_name=family, email=address))
            head = f"From: {address}\nSubject: Re: Your frame\nMessage-ID: <{number}@customers.example>\n\n"
            receive_mail(f"{head}{words}\n".encode())


def test_who_wrote_back_is_answered(site: str, house: House, come_in: ComeIn, page: Page, screens: Screens) -> None:
    come_in(page)
    page.goto(f"{site}{house.url('conversations/')}")
    screens.look("conversations-none")
    they_write(house)
    page.goto(f"{site}{house.url('')}")
    page.get_by_role("link", name="Conversations 2 waiting").click()
    screens.look("conversations")
    page.get_by_role("link", name="Ann Berg").click()
    screens.look("conversation-moved")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("status").first).to_contain_text("The address is kept")
    page.goto(f"{site}{house.url('conversations/')}")
    page.get_by_role("link", name="Tom Reed").click()
    page.get_by_label("Your answer").fill("Dear Tom,\n\nwith pleasure. Come in any day.\n\nRosa")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Your answer to Tom Reed leaves in a few seconds.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Your answer")).to_have_value("Dear Tom,\n\nwith pleasure. Come in any day.\n\nRosa")
    page.get_by_label("Planned messages may go on afterwards").check()
    page.get_by_role("button", name="Send the answer").click()
    page.get_by_role("link", name="All", exact=True).click()
    page.get_by_role("link", name="Tom Reed").click()
    screens.look("conversation")
    with acting_for(house.business.pk):
        assert set(Conversation.objects.values_list("state", flat=True)) == {"open", "answered"}
    page.goto(f"{site}{house.url('settings/inbox')}")
    screens.look("settings-inbox")
