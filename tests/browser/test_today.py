"""Today in a real browser: by hand, by keyboard, without scripts."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from afterword.infra.tenancy import acting_for
from tests.setting.chromium import Screens
from tests.web.house import House
from tests.web.today.full_day import fill

ComeIn = Callable[[Page], None]


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
