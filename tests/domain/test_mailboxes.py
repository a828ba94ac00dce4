"""Well-known mailboxes: found by their address, with servers that can be told apart."""

from __future__ import annotations

import re

import pytest

from afterword.domain.mailboxes import KEEPERS, is_given_away, keeper_of, usual_day


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("rosa@gmail.com", "gmail"),
        ("rosa@GoogleMail.com ", "gmail"),
        ("rosa@hotmail.no", "outlook"),
        ("rosa@web.de", "web"),
        ("rosa@frames.example", None),
        ("rosa@notgmail.com", None),
        ("", None),
    ],
)
def test_an_address_that_was_given_away_names_its_keeper(address: str, key: str | None) -> None:
    found = keeper_of(address)
    assert (found.key if found else None) == key
    assert is_given_away(address.rpartition("@")[2].strip()) == (key is not None)


@pytest.mark.parametrize(
    ("host", "address", "most"),
    [
        ("smtp.gmail.com", "rosa@gmail.com", 500),
        ("SMTP.gmail.com.", "rosa@frames.example", 2_000),
        ("smtp.office365.com", "rosa@frames.example", 10_000),
        ("smtp-mail.outlook.com", "rosa@hotmail.com", 300),
        ("send.one.com", "rosa@frames.example", 500),
        ("smtp.frames.example", "rosa@frames.example", None),
        ("localhost", "rosa@gmail.com", None),
    ],
)
def test_how_much_a_mailbox_may_send_a_day(host: str, address: str, most: int | None) -> None:
    assert usual_day(host, address) == most


def test_the_table_is_sound() -> None:
    domains = [domain for keeper in KEEPERS.values() for domain in keeper.domains]
    assert len(domains) == len(set(domains))
    for keeper in KEEPERS.values():
        for name in (keeper.sending, keeper.reading, *keeper.domains):
            assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", name), name
        assert keeper.sending_port in (465, 587)
        assert keeper.reading_port == 993
        assert keeper.a_day > 0
