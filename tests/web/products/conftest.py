"""The same shop and the same member as on Today."""

from tests.web.today.conftest import _plain_addresses, home, rosa

__all__ = ["_plain_addresses", "home", "rosa"]
