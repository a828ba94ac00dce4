"""A business with one customer who can be written to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.public.frame_shop import FrameShop


@pytest.fixture
def frames(db: None) -> FrameShop:
    """Rosa's frames and Ann; the test acts for nobody, as the internet does."""
    from tests.public.frame_shop import open_frame_shop

    return open_frame_shop()
