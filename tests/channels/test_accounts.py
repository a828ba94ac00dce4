"""The e-mail account: saved sealed, overridden by EMAIL_URL, paused and resumed, tested by a letter."""

from __future__ import annotations

from typing import Any

import pytest

from afterword.channels.accounts import (
    BadAccount,
    NotReady,
    ReadyAccount,
    account_for,
    pause_account,
    resume_account,
    save_email_account,
    saved_email_settings,
    send_test,
)
from afterword.channels.models import ChannelAccount
from afterword.infra.tenancy import acting_for
from tests.servers.fixtures import RecordingServer, StartsRecording
from tests.setting.shop import Shop

SERVER = {"host": "smtp.example.com", "port": "587", "security": "auto", "username": "rosa", "password": "s3cret-word"}


def save(**changes: str) -> ChannelAccount:
    settings = {**SERVER, **changes}
    return save_email_account(settings=settings, sender_name="Rosa", sender_address="rosa@shop.example")


def ready() -> ReadyAccount:
    account = account_for("email")
    assert isinstance(account, ReadyAccount), account
    return account


def test_without_a_mail_server_the_sentence_says_what_to_do(shop: Shop) -> None:
    account = account_for("email")
    assert isinstance(account, NotReady)
    assert "Settings, Channels" in account.why


def test_the_password_is_kept_sealed_and_never_shown(shop: Shop) -> None:
    account = save()
    assert "s3cret-word" not in account.sealed_settings
    assert saved_email_settings() == {key: value for key, value in SERVER.items() if key != "password"}
    assert ready().settings["password"] == "s3cret-word"
    assert ready().sender.address == "rosa@shop.example"


def test_an_empty_password_keeps_the_one_saved_before(shop: Shop) -> None:
    save()
    save(password="", port="2525")
    assert (ready().settings["password"], ready().settings["port"]) == ("s3cret-word", "2525")


@pytest.mark.parametrize(
    "changes", [{"host": ""}, {"host": "http://x"}, {"port": "0"}, {"security": "yes"}, {"password": "a\nb"}]
)
def test_settings_that_cannot_be_right_are_refused_and_nothing_is_kept(shop: Shop, changes: dict[str, str]) -> None:
    with pytest.raises(BadAccount):
        save(**changes)
    assert not ChannelAccount.objects.exists()


def test_a_sender_that_is_no_address_is_refused(shop: Shop) -> None:
    with pytest.raises(BadAccount, match="not an e-mail address"):
        save_email_account(settings=SERVER, sender_name="Rosa", sender_address="rosa at shop")


def test_email_url_comes_before_what_was_saved(shop: Shop, settings: Any) -> None:
    save()
    settings.EMAIL_URL = "smtps://other:word@mail.example.net"
    assert (ready().settings["host"], ready().settings["username"]) == ("mail.example.net", "other")


def test_a_paused_account_says_why_until_it_is_resumed(shop: Shop) -> None:
    save()
    pause_account(key="email", reason="The password was refused.")
    assert account_for("email") == NotReady("The password was refused.")
    resume_account(key="email")
    assert ready()


def test_with_a_shifted_clock_nothing_leaves_this_machine(shop: Shop, settings: Any) -> None:
    save()
    settings.CLOCK = "2019-06-30T09:00:00-07:00"
    settings.EMAIL_URL = "smtp://192.0.2.7:25"
    account = account_for("email")
    assert isinstance(account, NotReady)
    assert "AFTERWORD_CLOCK" in account.why
    settings.EMAIL_URL = "smtp://127.0.0.1:25"
    assert ready().settings["local_only"] == "yes"


def test_another_business_has_its_own_account(shop: Shop, other_business: int) -> None:
    save()
    with acting_for(other_business):
        assert isinstance(account_for("email"), NotReady)
        assert saved_email_settings() == {}


def test_the_test_letter_arrives_and_lifts_a_pause(shop: Shop, settings: Any, recording_smtp: RecordingServer) -> None:
    save(**recording_smtp.settings, username="", password="")
    pause_account(key="email", reason="The password was refused.")
    send_test(to=" owner@example.org ")
    [letter] = recording_smtp.accepted()
    assert letter.rcpt_to == ("owner@example.org",)
    assert shop.business.name in letter.parsed["Subject"]
    assert ready()
    assert ChannelAccount.objects.get().tested_at is not None


def test_a_test_letter_that_is_refused_says_what_the_server_said(
    shop: Shop, start_recording_smtp: StartsRecording
) -> None:
    server = start_recording_smtp("--reply", "rcpt:*=550 5.7.1 Not from here")
    save(**server.settings, username="", password="")
    with pytest.raises(BadAccount, match="Not from here"):
        send_test(to="owner@example.org")


def test_a_test_letter_to_no_address_says_so(shop: Shop) -> None:
    save()
    with pytest.raises(BadAccount, match="not an e-mail address"):
        send_test(to="owner")


@pytest.fixture
def other_business(shop: Shop) -> int:
    """A second business on the same installation."""
    from afterword.accounts.actions import ensure_user
    from afterword.businesses.actions import found_business

    with acting_for(None):
        owner = ensure_user(email="kim@example.org")
        other = found_business(
            name="Kim", trade="shop", timezone="Europe/Oslo", country="NO", currency="NOK", owner=owner
        )
    return int(other.pk)


@pytest.mark.parametrize(
    ("host", "lines"), [("smtp.example.com", 4), ("localhost", 8), ("127.0.0.1", 8), ("::1", 8), ("192.0.2.1", 4)]
)
def test_a_server_on_this_machine_is_talked_to_over_more_lines(shop: Shop, host: str, lines: int) -> None:
    save(host=host)
    assert ready().lines == lines
