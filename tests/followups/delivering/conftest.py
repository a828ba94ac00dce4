"""A shop that may send, its mail server, and a clock that stands still until a test moves it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.servers.fixtures import RecordingServer
    from tests.setting.leaving import Leaving
    from tests.setting.shop import Shop

SetClock = Callable[[datetime], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Set the clock by which things are decided; the machine's own, for leases, goes on."""
    from afterword.infra import clock  # why: Django is not ready when this file is read

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_to


@pytest.fixture
def leaving(set_clock: SetClock, shop: Shop) -> Leaving:
    """Rosa's flowers, which send from her address, at noon."""
    from tests.setting.leaving import NOON, Leaving

    set_clock(NOON)
    shop.business.email = "rosa@shop.example"
    shop.business.save()
    return Leaving(shop)


@pytest.fixture
def server(recording_smtp: RecordingServer, settings: object) -> RecordingServer:
    """The mail server that everything goes to."""
    from afterword.followups.delivering import rounds

    settings.EMAIL_URL = recording_smtp.url  # type: ignore[attr-defined]
    rounds.forget_silent_servers()
    return recording_smtp
