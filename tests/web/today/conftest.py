"""A shop with a member who is signed in, and her follow-ups on Today."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from tests.setting.shop import Shop


@pytest.fixture
def rosa(client: Client, shop: Shop) -> Client:
    """A browser in which the owner is signed in."""
    from afterword.accounts.models import User  # why: Django is not ready when this file is read

    client.force_login(User.objects.get(email="rosa@example.org"), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def home(shop: Shop) -> str:
    """The address of Today."""
    return f"/{shop.business.slug}/"


@pytest.fixture(autouse=True)
def _plain_addresses() -> Iterator[None]:
    """A request leaves the business's address prefix behind; the next test begins without."""
    from django.urls import set_script_prefix

    yield
    set_script_prefix("/")
