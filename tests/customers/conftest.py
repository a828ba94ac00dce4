"""A shop with customers to come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from afterword.businesses.models import Business


@pytest.fixture
def business(db: None) -> Iterator[Business]:
    """A new business; the test acts for it."""
    # Models cannot be imported before Django is set up, and this file is read before.
    from afterword.infra.tenancy import acting_for
    from tests.imports.bringing import found_shop

    made = found_shop()
    with acting_for(made.pk):
        yield made
