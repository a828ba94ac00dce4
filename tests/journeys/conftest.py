"""The real server and the real browser of ``tests/browser``, for whole journeys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import come_in, house, site

if TYPE_CHECKING:
    from tests.servers.fixtures import RecordingServer

__all__ = ["come_in", "house", "site"]

#: A Wednesday on which the shop is open.
WEDNESDAY_NOON = "2026-06-10T12:00:00+02:00"


@pytest.fixture
def noon(settings: Any) -> str:
    """The clock stands at noon of an open day, and runs on."""
    settings.CLOCK = WEDNESDAY_NOON
    return WEDNESDAY_NOON


@pytest.fixture
def mail(recording_smtp: RecordingServer, settings: Any) -> RecordingServer:
    """The mail server that everything goes to."""
    from afterword.followups.delivering import rounds

    settings.EMAIL_URL = recording_smtp.url
    rounds.forget_silent_servers()
    return recording_smtp
