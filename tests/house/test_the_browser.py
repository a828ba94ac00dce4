"""The eyes of the browser tests: they must see what is wrong."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.setting.chromium import Screens, watch

GOOD = (
    "<!doctype html><html lang='en'><head><meta name='viewport' content='width=device-width'><title>Today</title>"
    "</head><body><main><h1>Today</h1><p>Nobody is forgotten.</p></main></body></html>"
)


def test_a_good_page_passes_and_is_photographed(page: Page, screens: Screens) -> None:
    page.set_content(GOOD)
    assert all(picture.stat().st_size > 1_000 for picture in screens.look("house-good"))


def test_a_page_that_sticks_out_is_seen(page: Page, screens: Screens) -> None:
    page.set_content(GOOD.replace("<p>", "<p style='width: 500px'>"))
    with pytest.raises(AssertionError, match="pixels broad"):
        screens.look("house-broad")


def test_a_page_that_axe_dislikes_is_seen(page: Page, screens: Screens) -> None:
    page.set_content(GOOD.replace("Nobody is", "<img src='data:,'><span style='color: #ddd'>Nobody</span> is"))
    with pytest.raises(AssertionError, match="image-alt"):
        screens.look("house-unreadable")


@pytest.mark.parametrize(
    "bad",
    [
        "<script>setTimeout(() => nothing.here(), 0)</script>",
        "<script>console.error('no')</script>",
        "<img alt='' src='http://192.0.2.1/pixel.png'>",
    ],
)
def test_trouble_on_a_page_is_seen(context: BrowserContext, bad: str) -> None:
    unwatched = context.new_page()
    troubles = watch(unwatched)
    unwatched.set_content(GOOD.replace("</main>", f"</main>{bad}"), wait_until="commit")
    unwatched.wait_for_timeout(200)
    assert troubles
