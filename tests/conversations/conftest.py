"""A shop whose letter to Ann has left, and a clock that stands still until a test moves it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conversations.coming_back import Written
    from tests.servers.fixtures import RecordingServer
    from tests.setting.shop import Shop

Later = Callable[[timedelta], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Move the clock by which things are decided; it begins at noon of an open day."""
    from afterword.infra import clock  # why: Django is not ready when this file is read
    from tests.setting.leaving import NOON

    stands = [NOON]
    monkeypatch.setattr(clock, "now", lambda: stands[0])

    def move(by: timedelta) -> None:
        stands[0] += by

    return move


@pytest.fixture
def written(later: Later, shop: Shop, recording_smtp: RecordingServer, settings: object) -> Written:
    """Rosa's letter to Ann has left."""
    from afterword.followups.delivering.rounds import deliver_due, forget_silent_servers
    from tests.conversations.coming_back import Written
    from tests.setting.leaving import Leaving

    settings.EMAIL_URL = recording_smtp.url  # type: ignore[attr-defined]
    forget_silent_servers()
    shop.business.email = "rosa@shop.example"
    shop.business.save()
    leaving = Leaving(shop)
    customer = leaving.customer("Ann")
    owed = leaving.approved(customer=customer)
    deliver_due()
    owed.refresh_from_db()
    assert owed.state == "done"
    return Written(shop, recording_smtp, customer, owed)
