"""The DNS is asked for real, on this machine."""

from __future__ import annotations

import base64

import pytest

from afterword.channels.email import dns as asking
from afterword.channels.email.dns import sender_advice
from afterword.domain.sender_records import Standing
from tests.servers.names import name_server

KEY = base64.b64encode(b"k" * 294).decode()
ALL_WELL = {
    "shop.example.org": ["v=spf1 include:_spf.google.com ~all", "something else"],
    "_dmarc.shop.example.org": ["v=DMARC1; p=reject"],
    "google._domainkey.shop.example.org": [f"v=DKIM1; k=rsa; p={KEY}"],
}


def test_a_domain_that_says_everything_is_good_and_long_keys_come_in_pieces() -> None:
    with name_server(ALL_WELL) as server:
        found = sender_advice("shop.example.org", sends_through="smtp.gmail.com", server=server)
    assert [(one.name, one.standing) for one in found] == [
        ("Proof", Standing.GOOD),
        ("SPF", Standing.GOOD),
        ("DKIM", Standing.GOOD),
        ("DMARC", Standing.GOOD),
    ]


def test_a_domain_that_says_nothing_is_told_what_to_add() -> None:
    with name_server({}) as server:
        found = {one.name: one for one in sender_advice("shop.example.org", server=server)}
    assert found["SPF"].standing is found["DMARC"].standing is Standing.WRONG
    assert found["DKIM"].standing is Standing.WEAK
    assert all(one.to_do for one in found.values())


def test_a_silent_name_server_is_not_taken_for_missing_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.3)
    monkeypatch.setattr(asking, "ONE_ANSWER", 0.2)
    with name_server({}, is_silent=True) as server:
        found = sender_advice("shop.example.org", server=server)
    assert [one.name for one in found] == ["DNS"]
    assert "No name server answered" in found[0].said
