"""A shop whose thank-yous ask for a line, and a member who is signed in."""

from __future__ import annotations

from tests.web.today.conftest import _plain_addresses, home, rosa

__all__ = ["_plain_addresses", "home", "rosa"]
