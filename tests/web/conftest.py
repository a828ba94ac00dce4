"""What every test of the staff's screens stands in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # Django is not ready when this file is read.
    from django.test import Client

    from afterword.businesses.models import Business
    from tests.web.house import House


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def house(db: None) -> House:
    """Rosa's frames, with a scheduler that is alive."""
    from afterword.infra import heartbeat
    from tests.web.house import found

    heartbeat.beat(name="scheduler")
    return found("Rosa's frames", "rosa@example.org")


@pytest.fixture
def other_house(db: None) -> House:
    """Somebody else's business on the same installation."""
    from tests.web.house import found

    return found("Another shop", "other@example.org")


@pytest.fixture
def owner(house: House) -> Client:
    """Signed in as the owner of the house."""
    return house.as_role("owner")


@pytest.fixture
def inside(house: House) -> Iterator[Business]:
    """Act for the house's business."""
    from afterword.infra.tenancy import acting_for

    with acting_for(house.business.pk):
        yield house.business
