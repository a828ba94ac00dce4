"""Does your mail arrive? The page asks the DNS of this machine, shows what to add, and lets keys sign that it shows."""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import TypeGuard

import dkim
import pytest
from django.test import Client

from afterword.businesses.models import Business
from afterword.channels.accounts import ReadyAccount, account_for, save_email_account, send_test
from afterword.channels.email import dns as asking
from afterword.channels.models import ChannelAccount, SenderCheck, SigningKey
from afterword.domain import sender_records
from afterword.infra import clock
from afterword.web.said_below import SENDERS
from tests.servers.fixtures import RecordingServer, recording_smtp
from tests.servers.names import name_server
from tests.web.house import House

__all__ = ["recording_smtp"]

SERVER = {"host": "smtp.frames.example", "port": "587", "security": "auto"}
PAGE = "settings/channels/arriving"


@pytest.fixture
def sender(inside: Business) -> str:
    """The domain that letters come from."""
    save_email_account(settings=SERVER, sender_name="Rosa", sender_address="rosa@frames.example")
    return "frames.example"


def page(owner: Client, house: House) -> str:
    return unescape(owner.get(house.url(PAGE)).content.decode())


def ask(owner: Client, house: House, settings: object, texts: dict[str, list[str]]) -> None:
    """Press “Check now” while the DNS says this."""
    with name_server(texts) as server:
        settings.NAME_SERVER = f"{server.address}:{server.port}"  # type: ignore[attr-defined]
        assert owner.post(house.url(f"{PAGE}/check")).status_code == 302


def test_before_anything_was_asked_the_page_asks_nobody(house: House, owner: Client, sender: str) -> None:
    shown = page(owner, house)
    assert "Receivers look up frames.example" in shown
    assert not SenderCheck.objects.exists()


def test_without_a_sender_the_page_says_so_first(house: House, owner: Client, inside: Business) -> None:
    Business.objects.filter(pk=inside.pk).update(email="")
    inside.email = ""
    assert "Letters need a sender first." in page(owner, house)
    owner.post(house.url(f"{PAGE}/check"))
    owner.post(house.url(f"{PAGE}/key"))
    assert not SenderCheck.objects.exists()
    assert not SigningKey.objects.exists()


def test_what_is_missing_is_shown_with_the_record_to_add_and_when_it_was_asked(
    house: House, owner: Client, sender: str, settings: object
) -> None:
    ask(owner, house, settings, {})
    shown = page(owner, house)
    for record in ("v=spf1 a:smtp.frames.example ~all", "_dmarc.frames.example", "v=DMARC1; p=none; rua=mailto:"):
        assert record in shown
    assert "frames.example, as the DNS had it on" in shown
    assert SenderCheck.objects.get().domain == "frames.example"
    ask(
        owner,
        house,
        settings,
        {sender: ["v=spf1 a:smtp.frames.example ~all"], f"_dmarc.{sender}": ["v=DMARC1; p=reject"]},
    )
    shown = page(owner, house)
    assert "frames.example asks others to reject mail that is not its own." in shown
    assert "v=DMARC1" not in shown
    assert SenderCheck.objects.count() == 1


def test_a_key_signs_from_the_moment_the_dns_shows_it(
    house: House, owner: Client, sender: str, settings: object, recording_smtp: RecordingServer
) -> None:
    settings.EMAIL_URL = recording_smtp.url  # type: ignore[attr-defined]
    assert owner.post(house.url(f"{PAGE}/key")).status_code == 302
    key = SigningKey.objects.get()
    host = f"{key.selector}._domainkey.frames.example"
    assert host in page(owner, house)
    assert key.record in page(owner, house)
    send_test(to="tom@example.com")
    ask(owner, house, settings, {})
    send_test(to="tom@example.com")
    ask(owner, house, settings, {host: [key.record]})
    assert "Signs your letters since" in page(owner, house)
    send_test(to="tom@example.com")
    unsigned, still_unsigned, signed = (one.raw for one in recording_smtp.accepted())
    assert b"DKIM-Signature" not in unsigned + still_unsigned
    assert dkim.verify(signed, dnsfunc=lambda name, timeout=5: key.record.encode())
    ask(owner, house, settings, {host: [key.record[:200]]})
    assert SigningKey.objects.get().shown_since is None  # somebody broke the record: no letter is signed wrongly
    send_test(to="tom@example.com")
    assert b"DKIM-Signature" not in recording_smtp.accepted()[-1].raw


def test_a_new_key_takes_over_once_it_is_shown_and_the_old_one_may_go(
    house: House, owner: Client, sender: str, settings: object
) -> None:
    owner.post(house.url(f"{PAGE}/key"))
    old = SigningKey.objects.get()
    texts = {f"{old.selector}._domainkey.{sender}": [old.record]}
    ask(owner, house, settings, texts)
    owner.post(house.url(f"{PAGE}/key/{old.pk}/remove"))
    assert SigningKey.objects.filter(pk=old.pk).exists()  # it signs
    owner.post(house.url(f"{PAGE}/key"))
    new = SigningKey.objects.exclude(pk=old.pk).get()
    ask(owner, house, settings, texts)
    assert SigningKey.objects.get(pk=old.pk).replaced_at is None  # nobody sees the new one yet
    ask(owner, house, settings, {**texts, f"{new.selector}._domainkey.{sender}": [new.record]})
    old.refresh_from_db()
    assert old.replaced_at is not None
    assert old.selector not in _setting()
    assert new.selector in _setting()
    assert "Leave its record in the DNS for a week" in page(owner, house)
    SigningKey.objects.filter(pk=old.pk).update(replaced_at=clock.now() - timedelta(days=8))
    assert "You may take its record out of the DNS." in page(owner, house)
    owner.post(house.url(f"{PAGE}/key/{old.pk}/remove"))
    assert list(SigningKey.objects.all()) == [new]


def _setting() -> str:
    account = account_for("email")
    assert isinstance(account, ReadyAccount)
    return account.settings["dkim"]


def test_both_kinds_of_key_sign_side_by_side(house: House, owner: Client, sender: str, settings: object) -> None:
    for kind in ("rsa", "ed25519"):
        owner.post(house.url(f"{PAGE}/key"), {"kind": kind})
    keys = list(SigningKey.objects.all())
    ask(owner, house, settings, {f"{key.selector}._domainkey.{sender}": [key.record] for key in keys})
    assert [key.replaced_at for key in SigningKey.objects.all()] == [None, None]
    assert all(key.selector in _setting() for key in keys)


def test_a_key_that_nobody_ever_saw_is_thrown_away_for_the_next(house: House, owner: Client, sender: str) -> None:
    owner.post(house.url(f"{PAGE}/key"))
    first = SigningKey.objects.get()
    owner.post(house.url(f"{PAGE}/key"))
    assert SigningKey.objects.get() != first


def test_silence_of_the_name_server_changes_no_key_and_ends_soon(
    house: House, owner: Client, sender: str, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.3)
    monkeypatch.setattr(asking, "ONE_ANSWER", 0.2)
    owner.post(house.url(f"{PAGE}/key"))
    key = SigningKey.objects.get()
    ask(owner, house, settings, {f"{key.selector}._domainkey.{sender}": [key.record]})
    with name_server({}, is_silent=True) as server:
        settings.NAME_SERVER = f"{server.address}:{server.port}"  # type: ignore[attr-defined]
        owner.post(house.url(f"{PAGE}/check"))
    assert "No name server answered for frames.example" in page(owner, house)
    assert SigningKey.objects.get().shown_since is not None


def test_an_address_that_was_given_away_needs_its_keepers_server(
    house: House, owner: Client, inside: Business, settings: object
) -> None:
    save_email_account(settings=SERVER, sender_name="Rosa", sender_address="rosa@gmail.com")
    ask(owner, house, settings, {})
    shown = page(owner, house)
    assert "Send through smtp.gmail.com, or from an address of your own domain." in shown
    assert "Make a key" not in shown


def test_how_much_leaves_is_kept(house: House, owner: Client, sender: str) -> None:
    keep = house.url(f"{PAGE}/pace")
    assert owner.post(keep, {"most_a_day": "120", "most_an_hour": "", "warms_up": "on"}).status_code == 302
    account = ChannelAccount.objects.get()
    assert (account.most_a_day, account.most_an_hour) == (120, None)
    since = account.warms_up_since
    assert since is not None
    owner.post(keep, {"most_a_day": "", "most_an_hour": "30", "warms_up": "on"})
    account.refresh_from_db()
    assert (account.most_a_day, account.most_an_hour, account.warms_up_since) == (None, 30, since)
    assert owner.post(keep, {"most_a_day": "0"}).status_code == 422
    assert "0 letters left today. 20 more may leave now." in re.sub(r"\s+", " ", page(owner, house))
    owner.post(keep, {})
    account.refresh_from_db()
    assert account.warms_up_since is None


def test_only_who_may_set_up_channels_comes_in(house: House, sender: str) -> None:
    staff = house.as_role("staff")
    assert staff.get(house.url(PAGE)).status_code == 403
    for path in ("check", "key", "pace", "key/1/remove"):
        assert staff.post(house.url(f"{PAGE}/{path}")).status_code == 403


def test_every_finding_can_be_said_in_another_language() -> None:
    rooms = [Path(one.__file__ or "") for one in (sender_records, asking)]
    calls = [call for room in rooms for call in ast.walk(ast.parse(room.read_text())) if _is_advice(call)]
    said = {
        one.value
        for call in calls
        for place in [*call.args[2:4], *(word.value for word in call.keywords if word.arg == "sentence")]
        for one in ast.walk(place)
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and " " in one.value
    }
    assert len(said) > 30
    assert said <= set(SENDERS)


def _is_advice(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Advice"
