"""One's own mailbox in one place: known servers are filled in, both directions tried, and only what works is kept."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from afterword.businesses.models import Business
from afterword.channels.accounts import saved_email_settings
from afterword.channels.models import ChannelAccount
from afterword.conversations.polling import saved_mailbox_settings
from tests.servers.fault_smtp import FaultServer, Script
from tests.servers.fixtures import StartsFaulty, fault_smtp, imap
from tests.servers.imap_server import ImapServer
from tests.web.house import House

__all__ = ["fault_smtp", "imap"]

PAGE = "settings/channels/mailbox"


def shown(owner: Client, house: House, **asked: str) -> str:
    answer = owner.get(house.url(PAGE), asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("asked", "says", "not_said"),
    [
        ({"address": "rosa@gmail.com"}, ["smtp.gmail.com", "imap.gmail.com", "app password", "500 letters"], []),
        ({"address": "rosa@frames.example", "keeper": "google"}, ["smtp.gmail.com", "2,000 letters"], []),
        ({"address": "rosa@frames.example", "keeper": "domeneshop"}, ["imap.domeneshop.no"], ["app password"]),
        ({"address": "rosa@frames.example"}, ["smtp.frames.example", "imap.frames.example"], ["app password"]),
        ({"address": "rosa@hotmail.com"}, ["lets no other program in by a password"], ['name="password"']),
    ],
)
def test_the_servers_of_known_keepers_are_filled_in(
    house: House, owner: Client, asked: dict[str, str], says: list[str], not_said: list[str]
) -> None:
    page = shown(owner, house, **asked)
    assert all(words in page for words in says)
    assert not any(words in page for words in not_said)


def test_an_address_that_is_none_is_asked_for_again(house: House, owner: Client) -> None:
    assert 'name="keeper"' in shown(owner, house, address="rosa")
    assert 'name="keeper"' in shown(owner, house)


@pytest.mark.django_db(transaction=True)
def test_both_directions_are_tried_and_kept_by_one_form(
    house: House, owner: Client, inside: Business, fault_smtp: StartsFaulty, imap: ImapServer
) -> None:
    mail = FaultServer(Script())
    mail.auth = True
    server = fault_smtp(mail)
    said = {
        "name": "Rosa",
        "address": "rosa@frames.example",
        "username": imap.settings["username"],
        "password": "wrong",
        "sending": server["host"],
        "sending_port": server["port"],
        "reading": "127.0.0.1",
        "reading_port": str(imap.port),
    }
    refused = owner.post(house.url(PAGE), said)
    assert refused.status_code == 422
    assert "Reading: The mailbox says" in unescape(refused.content.decode())
    assert not saved_mailbox_settings()
    assert owner.post(house.url(PAGE), {**said, "password": imap.settings["password"]}).status_code == 302
    account = ChannelAccount.objects.get(channel="email")
    assert (account.sender_name, account.sender_address) == ("Rosa", "rosa@frames.example")
    assert saved_email_settings()["port"] == server["port"]
    assert saved_mailbox_settings()["port"] == str(imap.port)
    assert not mail.accepted  # nothing was sent


def test_a_server_that_nobody_answers_at_is_not_kept(house: House, owner: Client, inside: Business) -> None:
    said = {
        "name": "", "address": "rosa@frames.example", "username": "rosa", "password": "secret",
        "sending": "127.0.0.1", "sending_port": "9", "reading": "127.0.0.1", "reading_port": "9",
    }  # fmt: skip
    answer = owner.post(house.url(PAGE), said)
    assert answer.status_code == 422
    assert "Sending: The mail server 127.0.0.1:9 refuses connections there" in unescape(answer.content.decode())
    assert not ChannelAccount.objects.exists()
    assert b"secret" not in answer.content


def test_only_who_may_set_up_channels_comes_in(house: House) -> None:
    assert house.as_role("staff").get(house.url(PAGE)).status_code == 403
