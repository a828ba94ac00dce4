"""The mailbox is read over a real IMAP server: each mail once, nothing in it changed, and trouble is said."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from afterword.channels.accounts import BadAccount
from afterword.channels.email.settings import BadSettings
from afterword.channels.inbound.imap import MailboxTrouble, fetch_new
from afterword.channels.inbound.mailbox import mailbox_server, settings_from_url
from afterword.channels.models import ChannelAccount
from afterword.conversations.models import Conversation, InboxMark, Received
from afterword.conversations.polling import (
    forget_mailbox,
    look_into_inbox,
    save_mailbox,
    saved_mailbox_settings,
)
from afterword.customers.models import Hold
from afterword.infra import clock
from afterword.ops.cli import main
from tests.conversations.coming_back import Written
from tests.servers.certificates import Certificate
from tests.servers.imap_server import PASSWORD, ImapServer, start_imap
from tests.setting.shop import Shop


@pytest.fixture
def arrived(monkeypatch: pytest.MonkeyPatch, written: Written) -> Written:
    """Rosa's letter, in the machine's own time: the server dates what arrives by it."""
    monkeypatch.setattr(clock, "now", clock.wall)
    return written


def test_each_mail_is_taken_in_once_and_the_mailbox_stays_as_it_was(arrived: Written, imap: ImapServer) -> None:
    save_mailbox(settings=imap.settings)
    imap.put(arrived.mail("Here it waits", Date="Mon, 1 Jan 2024 10:00:00 +0100"))
    imap.put(arrived.mail("Answered from elsewhere"), flags="(\\Answered)")
    assert look_into_inbox() == 1
    assert look_into_inbox() == 0
    imap.put(
        arrived.mail("Lovely!"), b"From: x@elsewhere.example\nSubject: Hi\n\nBuy this\n", arrived.mail("One more?")
    )
    before = imap.flags()
    assert look_into_inbox() == 2
    assert look_into_inbox() == 0
    imap.put(arrived.mail("And a third thing"))
    assert look_into_inbox() == 1
    assert sorted(Received.objects.values_list("words", flat=True)) == [
        "And a third thing",
        "Here it waits",
        "Lovely!",
        "One more?",
    ]
    assert imap.flags()[: len(before)] == before
    assert not any("Seen" in one for one in imap.flags())
    assert Conversation.objects.count() == Hold.objects.count() == 1
    mark = InboxMark.objects.get()
    assert mark.last_uid > 0
    assert mark.trouble == ""


def test_where_the_numbering_begins_anew_nothing_is_taken_in_twice(arrived: Written, imap: ImapServer) -> None:
    save_mailbox(settings=imap.settings)
    imap.put(arrived.mail("Lovely!"))
    assert look_into_inbox() == 1
    InboxMark.objects.update(uid_validity=7, last_uid=100_000)
    assert look_into_inbox() == 0
    assert InboxMark.objects.get().uid_validity != 7
    assert Received.objects.count() == 1


def test_a_long_backlog_comes_in_portions(arrived: Written, imap: ImapServer) -> None:
    imap.put(*(arrived.mail(f"Number {number}") for number in range(5)))
    server = mailbox_server(imap.settings)
    first = fetch_new(server, validity=0, after=0, since=clock.now().date(), most=3)
    rest = fetch_new(server, validity=first.validity, after=first.mails[-1].uid, since=clock.now().date(), most=3)
    assert ([len(first.mails), first.more], [len(rest.mails), rest.more]) == ([3, True], [2, False])


def test_the_mailbox_may_be_named_by_the_machine_and_read_by_command(
    arrived: Written, imap: ImapServer, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.INBOX_URL = f"imap://rosa:{quote(PASSWORD)}@127.0.0.1:{imap.port}/INBOX?tls=none"
    imap.put(arrived.mail("Lovely!"))
    assert main(["inbox", "fetch", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"kept": 1, "waiting": 1}
    settings.INBOX_URL = ""
    assert main(["inbox", "fetch"]) == 1
    assert "No mailbox is set up." in capsys.readouterr().err


def test_a_server_must_prove_who_it_is(shop: Shop, certificate: Certificate) -> None:
    both = certificate.ca_file.replace(".pem", "-key.pem")
    secured = start_imap(certificate=both)
    try:
        url = f"imap://rosa:{quote(PASSWORD)}@localhost:{secured.port}/INBOX"
        trusting = mailbox_server(settings_from_url(f"{url}?ca={quote(certificate.ca_file)}"))
        assert fetch_new(trusting, validity=0, after=0, since=clock.now().date(), most=1).validity > 0
        with pytest.raises(MailboxTrouble, match="does not prove who it is"):
            fetch_new(mailbox_server(settings_from_url(url)), validity=0, after=0, since=clock.now().date(), most=1)
    finally:
        secured.process.kill()
        secured.process.wait()


def test_a_url_says_which_mailbox() -> None:
    found = mailbox_server(settings_from_url("imaps://rosa%40shop.example:s%C3%A9@imap.example.com/Answers?ca=/x.pem"))
    assert (found.host, found.port, found.security, found.folder) == ("imap.example.com", 993, "tls", "Answers")
    assert (found.username, found.password, found.ca_file) == ("rosa@shop.example", "sé", "/x.pem")
    assert mailbox_server(settings_from_url("imap://a:b@imap.example.com")).security == "starttls"
    for wrong in ("http://x", "imaps://a:b@host:x", "imaps://a:b@host?tls=none", "imap://a:b@host?x=1"):
        with pytest.raises(BadSettings):
            settings_from_url(wrong)


def test_a_wrong_password_is_said_and_nothing_is_kept(shop: Shop, imap: ImapServer) -> None:
    with pytest.raises(MailboxTrouble, match="The mailbox says"):
        save_mailbox(settings={**imap.settings, "password": "wrong"})
    assert not ChannelAccount.objects.filter(channel="inbox").exists()


def test_a_password_is_kept_sealed_and_an_empty_one_keeps_it(shop: Shop, imap: ImapServer) -> None:
    save_mailbox(settings=imap.settings)
    account = ChannelAccount.objects.get(channel="inbox")
    assert PASSWORD not in account.sealed_settings
    assert "password" not in saved_mailbox_settings()
    save_mailbox(settings={**imap.settings, "password": ""})
    assert look_into_inbox() == 0
    forget_mailbox()
    assert look_into_inbox() == 0
    assert not ChannelAccount.objects.filter(channel="inbox").exists()


def test_a_server_that_is_gone_is_said_and_noted(shop: Shop, imap: ImapServer) -> None:
    save_mailbox(settings=imap.settings)
    imap.process.kill()
    imap.process.wait()
    with pytest.raises(MailboxTrouble, match="cannot be reached"):
        look_into_inbox()
    assert "cannot be reached" in InboxMark.objects.get().trouble


def test_wrong_settings_are_said_before_anything_is_asked(shop: Shop) -> None:
    right = {"host": "imap.example.com", "username": "rosa", "password": "x"}
    for wrong, said in (
        ({"host": ""}, "has no name"),
        ({"port": "x"}, "from 1 to 65535"),
        ({"security": "maybe"}, "no kind of encryption"),
        ({"folder": "Søk"}, "use INBOX"),
        ({"nonsense": "1"}, "means nothing"),
    ):
        with pytest.raises(BadAccount, match=said):
            save_mailbox(settings={**right, **wrong})


def test_a_password_never_leaves_this_machine_unencrypted() -> None:
    server = mailbox_server({"host": "imap.example.com", "security": "none", "username": "rosa", "password": "x"})
    with pytest.raises(MailboxTrouble, match="Without encryption"):
        fetch_new(server, validity=0, after=0, since=clock.now().date(), most=1)
