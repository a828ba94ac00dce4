"""A real Chromium for journeys: at a phone's and a desk's width, watched for errors, checked by axe, photographed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import pytest

from tests.setting.home import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Request

SCREENSHOTS = ROOT / "screenshots"
PHONE, DESK = 360, 1280
HEIGHTS = {PHONE: 740, DESK: 800}

# Where Playwright's node lacks a library, bin/browser.py has left a starter for it.
if (_node := ROOT / ".cache" / "node").exists():
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(_node)


def chromium() -> str | None:
    """The program to start: what `make test` prepared, else one that is installed."""
    prepared = ROOT / ".cache" / "chromium"
    if prepared.exists():
        return str(prepared)
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses a page as `browser`; without a browser say so in one line."""
    missing = pytest.mark.skip(reason="no Chromium here: run `make test-setup`")
    for item in items:
        if {"page", "browser", "context"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
            if chromium() is None:
                item.add_marker(missing)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the system's Chromium; Playwright's own download is not wanted."""
    return {**browser_type_launch_args, "executable_path": chromium()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A desk's window, still pictures, English."""
    viewport = {"width": DESK, "height": HEIGHTS[DESK]}
    return {**browser_context_args, "viewport": viewport, "locale": "en-US", "reduced_motion": "reduce"}


def watch(page: Page) -> list[str]:
    """A list that grows when a script errs, the console complains or another host is asked.

    The browser's own "status of 4xx" lines are left out: journeys visit pages that are not there on purpose.
    """
    troubles: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            troubles.append(f"console: {message.text}")

    def on_request(request: Request) -> None:
        target = urlsplit(request.url)
        if target.scheme in ("http", "https") and target.hostname not in ("localhost", "127.0.0.1"):
            troubles.append(f"asked another host: {request.url}")

    page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
    page.on("console", on_console)
    page.on("request", on_request)
    return troubles


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """Playwright's page; its test fails when `watch` saw trouble."""
    # A busy machine is slow, not wrong: what is waited for comes, or the test fails a little later.
    page.set_default_timeout(60_000)
    from playwright.sync_api import expect  # why: pure tests start without a browser library

    expect.set_options(timeout=30_000)
    troubles = watch(page)
    yield page
    assert not troubles, "\n".join(troubles)


# What stands alone and can be pressed must be 44 CSS pixels high; a link in a sentence may be as high as its line.
_TOO_SMALL_FOR_A_THUMB = """() => {
  const pressed = "button, select, input:not([type=hidden]), textarea, summary, nav a, a.button, a.row";
  const target = (element) =>
    /^(checkbox|radio|file)$/.test(element.type) ? element.closest("label") ?? element : element;
  return [...document.querySelectorAll(pressed)]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".skip"))
    .map((element) => [element, target(element).getBoundingClientRect().height])
    .filter(([, height]) => height > 0 && height < 43.5)
    .map(([element, height]) => `${element.outerHTML.slice(0, 80)} is ${height} px high`);
}"""


@dataclass
class Screens:
    """Looks at the page as it stands."""

    page: Page

    def look(self, name: str) -> list[Path]:
        """Check and photograph the page at both widths, light and dark.

        Nothing sticks out sideways, axe finds nothing, and on the phone a thumb hits what can be pressed.
        """
        pictures = [self.look_at(name, width, scheme) for width in (PHONE, DESK) for scheme in ("light", "dark")]
        self.page.emulate_media(color_scheme="light")
        return pictures

    def look_at(self, name: str, width: int, scheme: Literal["light", "dark"] = "light") -> Path:
        """Check and photograph the page at one width, in CSS pixels, on light or dark paper."""
        from axe_playwright_python.sync_playwright import Axe

        self.page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 800)})
        self.page.emulate_media(color_scheme=scheme)
        SCREENSHOTS.mkdir(exist_ok=True)
        picture = SCREENSHOTS / f"{name}-{width}-{scheme}.png"
        self.page.screenshot(path=picture, full_page=True)
        broad = self.page.evaluate("document.documentElement.scrollWidth")
        assert broad <= width, f"{name} is {broad} pixels broad in a window of {width}"
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{name} at {width} px, {scheme}:\n{found.generate_report()}"
        if width == PHONE:
            small = self.page.evaluate(_TOO_SMALL_FOR_A_THUMB)
            assert not small, f"{name}: too small for a thumb: {small}"
        return picture


@pytest.fixture
def screens(page: Page) -> Screens:
    """Check and photograph pages: `screens.look("today")`."""
    return Screens(page)


def settle(page: Page) -> None:
    """Wait until htmx has put in place what came."""
    from playwright.sync_api import expect

    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
