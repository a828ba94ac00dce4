"""The real server in a thread of this process, with imports that are done at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.house import House


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    """The address of the running server, under which its own links lead to it."""
    from afterword.infra import heartbeat

    settings.PUBLIC_URL = live_server.url
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    heartbeat.beat(name="scheduler")
    return str(live_server.url)


@pytest.fixture
def house(site: str) -> House:
    """Rosa's frames."""
    from tests.web.house import found

    return found("Rosa's frames", "rosa@example.org")


@pytest.fixture
def come_in(site: str, house: House) -> Callable[[Page], None]:
    """Sign in by the form, as the owner does."""
    from tests.web.house import PASSWORD

    def sign_in(page: Page) -> None:
        page.goto(f"{site}/sign-in")
        page.get_by_label("E-mail").fill("rosa@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{site}/{house.business.slug}/**")

    return sign_in
