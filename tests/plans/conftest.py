"""A shop on a day of its own, for every test of plans."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import time_machine

if TYPE_CHECKING:
    from tests.plans.shop import Shop


@pytest.fixture
def traveller() -> Iterator[time_machine.Traveller]:
    """The clock, standing at noon of ``shop.TODAY``; move it with ``move_to``."""
    with time_machine.travel("2024-09-17T12:00:00+00:00", tick=False) as moved:
        yield moved


@pytest.fixture
def shop(db: None, traveller: time_machine.Traveller) -> Iterator[Shop]:
    """A new business; the test acts for it."""
    # Models cannot be imported before Django is set up, and this file is read before.
    from afterword.infra.tenancy import acting_for
    from tests.plans.shop import Shop, found_shop

    business = found_shop()
    with acting_for(business.pk):
        yield Shop(business)
