"""What every test can use; each part is explained in its own file under tests/setting."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.setting.shop import Shop

# In this order: the home comes before anything that reads a setting.
pytest_plugins = [
    "tests.setting.home",
    "tests.setting.databases",
    "tests.setting.network",
    "tests.setting.chromium",
    "tests.servers.fixtures",
]

_SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large]
for _name, _examples in {"dev": 60, "ci": 200, "long": 20_000}.items():
    settings.register_profile(
        _name, max_examples=_examples, deadline=None, suppress_health_check=_SLOW_IS_FINE, print_blob=_name == "ci"
    )
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture
def shop(db: None) -> Iterator[Shop]:
    """Rosa's flowers, which the test acts for."""
    from afterword.infra.tenancy import acting_for  # why: Django is not ready when this file is read
    from tests.setting.shop import found_shop

    founded = found_shop()
    with acting_for(founded.business.pk):
        yield founded


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real test data, beside the project's; the test is skipped where it is missing."""
    folder = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real test data (../shared/data) are not here")
    return folder
