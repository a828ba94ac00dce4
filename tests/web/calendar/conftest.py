"""The same signed-in shop as on Today."""

from __future__ import annotations

from tests.web.today.conftest import _plain_addresses, home, rosa

__all__ = ["_plain_addresses", "home", "rosa"]
