"""One line by hand for one person after the other, on a phone, with and without the assistant."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from afterword.followups.actions import FollowUpState
from afterword.followups.drafts import render
from afterword.followups.guarding.settled import settle_limit
from afterword.followups.models import FollowUp, Message
from afterword.infra.tenancy import acting_for
from afterword.plans.models import Step
from tests.servers.language_model import language_model
from tests.setting.chromium import Screens
from tests.setting.shop import Shop
from tests.web.house import House

ComeIn = Callable[[Page], None]


def waiting(house: House) -> list[int]:
    """Three thank-yous that are due, two people with a purchase on record; at most one may go word for word."""
    with acting_for(house.business.pk):
        settle_limit(most=1, days=7)
        step = Step.objects.select_related("template", "plan").get(plan__slug="thank-you")
        shop = Shop(house.business, step.template)
        people = [shop.customer(name) for name in ("Ann", "Tom", "Berit")]
        for person in people:
            shop.address(person, "email", f"{person.given_name}@customers.example".lower())
        owed = [
            shop.owed(person, shop.sale(person, "silver ring"), step_id=step.pk, plan_id=step.plan_id)
            for person in people
        ]
        return [one.pk for one in owed]


def test_lines_are_written_for_one_after_the_other(
    site: str, house: House, come_in: ComeIn, page: Page, screens: Screens
) -> None:
    ids = waiting(house)
    come_in(page)
    page.set_viewport_size({"width": 360, "height": 800})
    with language_model() as model:
        page.goto(f"{site}{house.url('settings/personal')}")
        page.get_by_label("Propose a line when I ask for one").check()
        page.get_by_label("Address of its API").fill(model.url)
        page.get_by_label("Model").fill("small")
        page.get_by_role("button", name="Keep").nth(1).click()
        expect(page.get_by_role("status")).to_contain_text("Propose a line")
        screens.look("settings-personal")
        page.goto(f"{site}{house.url('')}")
        flagged = page.get_by_role("region", name="The same words to many")
        expect(flagged).to_contain_text("these 3 letters say the very same words")
        screens.look("today-word-for-word")
        page.goto(f"{site}{house.url('plans/thank-you/')}")
        screens.look("plan-word-for-word")
        page.get_by_role("button", name="Ask for one line in each").click()
        expect(page.get_by_role("status")).to_contain_text("waits for one line in your own hand now")
        page.goto(f"{site}{house.url('')}")
        page.get_by_role("link", name="Write them, one after the other").click()
        expect(page.get_by_role("heading", name="A line for Ann Berg")).to_be_visible()
        # What is known, the field and the button stand on one screen of a phone, above its navigation.
        button = page.get_by_role("button", name="Approve, and the next").bounding_box()
        assert button is not None
        assert button["y"] + button["height"] < 800 - 72
        page.get_by_role("button", name="Propose a line").click()
        expect(page.get_by_label("Your line")).to_have_value("I hope the ring still fits.")
        screens.look("own-line-proposed")
    page.get_by_role("button", name="Approve, and the next").click()
    expect(page.get_by_role("heading", name="A line for Tom Berg")).to_be_visible()
    page.get_by_role("button", name="Approve, and the next").click()
    expect(page.get_by_role("alert")).to_contain_text("Write your line first.")
    page.get_by_role("link", name="Next: Berit Berg").click()
    page.get_by_label("Your line").fill("Come by soon.")
    page.get_by_role("button", name="Keep, and the next").click()
    expect(page.get_by_role("heading", name="A line for Tom Berg")).to_be_visible()
    with acting_for(house.business.pk):
        assert [one.follow_up_id for one in Message.objects.all()] == [ids[0]]
        assert FollowUp.objects.get(pk=ids[0]).state == FollowUpState.APPROVED
        texts = render(ids)
    assert ["I hope the ring still fits." in texts[ids[0]].body, "Come by soon." in texts[ids[2]].body] == [True, True]
