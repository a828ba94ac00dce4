"""The calendar in a real browser: looked at, dragged, moved by keys and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Browser, Locator, Page, expect

from afterword.businesses.models import Membership
from afterword.businesses.queries import local_today
from afterword.followups.models import FollowUp
from afterword.infra.tenancy import acting_for
from tests.setting.chromium import Screens
from tests.web.house import House
from tests.web.today.full_day import fill

ComeIn = Callable[[Page], None]


def spread(house: House) -> FollowUp:
    """A full day, spread over the week; the first mail may lie from today to six days on."""
    with acting_for(house.business.pk):
        fill(house.business)
        today = local_today(house.business)
        for number, row in enumerate(FollowUp.objects.filter(state="open", window_last__gte=today).order_by("id")):
            day = today + timedelta(days=number % 4)
            FollowUp.objects.filter(pk=row.pk).update(due_on=day, window_last=max(row.window_last, day))
        row = FollowUp.objects.filter(customer__display_name="Tom Reed", state="open").order_by("id")[0]
        FollowUp.objects.filter(pk=row.pk).update(
            due_on=today, window_first=today, window_last=today + timedelta(days=2)
        )
        row.refresh_from_db()
        return row


def test_the_calendar_looks_right(site: str, house: House, come_in: ComeIn, page: Page, screens: Screens) -> None:
    come_in(page)
    page.goto(f"{site}{house.url('calendar/agenda')}")
    screens.look("calendar-empty")
    row = spread(house)
    for view in ("month", "week", "agenda"):
        page.goto(f"{site}{house.url(f'calendar/{view}')}")
        screens.look(f"calendar-{view}")
    page.goto(f"{site}{house.url(f'calendar/move/{row.pk}')}")
    screens.look("calendar-move")
    page.goto(f"{site}{house.url('calendar/feed')}")
    screens.look("calendar-feed-off")
    page.get_by_label("At this time of day").fill("09:30")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_text("Your calendar address is ready")).to_be_visible()
    screens.look("calendar-feed")
    first = page.locator("#feed-url").text_content()
    page.get_by_role("button", name="Make a new address").click()
    expect(page.locator("#feed-url")).not_to_have_text(str(first))


def drag(page: Page, what: Locator, to: Locator) -> None:
    """As a hand does: in several moves, for the browser begins a drag with the second."""
    begin, end = what.bounding_box(), to.bounding_box()
    assert begin is not None
    assert end is not None
    page.mouse.move(begin["x"] + begin["width"] / 2, begin["y"] + begin["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()


def test_a_name_is_dragged_inside_its_window_and_not_out_of_it(
    site: str, house: House, come_in: ComeIn, page: Page
) -> None:
    page.set_viewport_size({"width": 1280, "height": 1600})
    come_in(page)
    row = spread(house)
    page.goto(f"{site}{house.url('calendar/week?on=')}{row.due_on}")
    if page.locator(f"[data-day='{row.due_on + timedelta(days=1)}']").count() == 0:
        page.goto(f"{site}{house.url('calendar/month?on=')}{row.due_on}")
    entry = page.locator(f"#f-{row.pk}")
    outside = page.locator(f"[data-day='{row.due_on - timedelta(days=1)}']")
    if outside.count():
        drag(page, entry, outside)
        expect(page.locator("#notices")).to_contain_text("Tom Reed stays where it is")
    drag(page, entry, page.locator(f"[data-day='{row.due_on + timedelta(days=1)}']"))
    expect(page.locator("#notices")).to_contain_text("Tom Reed is on")
    expect(page.locator(f"[data-day='{row.due_on + timedelta(days=1)}'] #f-{row.pk}")).to_be_visible()


def test_a_name_is_moved_by_keys_and_taken_back(site: str, house: House, come_in: ComeIn, page: Page) -> None:
    come_in(page)
    row = spread(house)
    page.goto(f"{site}{house.url('calendar/month?on=')}{row.due_on}")
    page.locator(f"#f-{row.pk}").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#notices")).to_contain_text("outside the window")
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"[data-day='{row.due_on + timedelta(days=1)}'] #f-{row.pk}")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"[data-day='{row.due_on + timedelta(days=2)}'] #f-{row.pk}")).to_be_focused()
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator(f"[data-day='{row.due_on + timedelta(days=1)}'] #f-{row.pk}")).to_be_focused()


def test_without_scripts_a_name_opens_the_days_it_may_lie_on(
    site: str, house: House, come_in: ComeIn, browser: Browser, page: Page
) -> None:
    come_in(page)
    row = spread(house)
    bare = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = bare.new_page()
    plain.goto(f"{site}{house.url('calendar/week')}")
    plain.locator(f"#f-{row.pk}").click()
    plain.locator("button[name=to]:not([disabled])").last.click()
    expect(plain.locator("#notices")).to_contain_text("Tom Reed is on")
    with acting_for(house.business.pk):
        row.refresh_from_db()
        assert row.due_on == row.window_last
    bare.close()


def test_what_will_not_fit_is_said_on_today_and_on_the_calendar(
    site: str, house: House, come_in: ComeIn, page: Page, screens: Screens
) -> None:
    come_in(page)
    spread(house)
    with acting_for(house.business.pk):
        member = Membership.objects.get()
    page.goto(f"{site}{house.url(f'settings/team/{member.pk}/time')}")
    for weekday in range(7):
        page.locator(f"#id_day{weekday}").fill("3")
    screens.look("member-time")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Kept, and the days are arranged by it.")).to_be_visible()
    page.goto(f"{site}{house.url()}")
    screens.look("today-too-short")
    page.goto(f"{site}{house.url('calendar/')}")
    screens.look("calendar-too-short")
    page.get_by_role("button", name="Skip the smallest").first.click()
    expect(page.locator("#notices")).to_contain_text("skipped")
    page.locator("#notices").get_by_role("button", name="Undo").click()
    expect(page.locator("#notices")).to_contain_text("on your list again")
