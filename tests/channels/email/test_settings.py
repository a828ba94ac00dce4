"""The settings of a mail account: every way to write them wrong gets one sentence, and mail stays here when it must."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.channels.email import channel, loopback
from afterword.channels.email.loopback import NotLocal, is_this_machine, only_local
from afterword.channels.email.settings import FIELDS, BadSettings, mail_server, settings_from_url
from afterword.channels.email.trying import send_test
from afterword.channels.port import Kind, Mailbox
from tests.channels.email.conftest import WritesParcel
from tests.servers.certificates import Certificate
from tests.servers.fault_smtp import FaultServer, Script
from tests.servers.fixtures import RecordingServer, StartsFaulty, StartsRecording


@pytest.mark.parametrize(
    ("url", "host", "port", "security", "username", "password"),
    [
        ("smtp://localhost:1025", "localhost", 1025, "auto", "", ""),
        ("smtp://mail.example.com", "mail.example.com", 25, "auto", "", ""),
        ("smtps://rosa:p%40ss%2Fword@mail.example.com", "mail.example.com", 465, "tls", "rosa", "p@ss/word"),
        (
            "smtp://rosa%40x.example:a%3Ab@mail.example.com:587?tls=starttls",
            "mail.example.com",
            587,
            "starttls",
            "rosa@x.example",
            "a:b",
        ),
        ("smtp://[::1]:2525?tls=none", "::1", 2525, "none", "", ""),
        ("smtp://Bücher.example/", "xn--bcher-kva.example", 25, "auto", "", ""),
    ],
)
def test_an_email_url_means_a_server(
    url: str, host: str, port: int, security: str, username: str, password: str
) -> None:
    server = mail_server(settings_from_url(url))
    assert (server.host, server.port, server.security) == (host, port, security)
    assert (server.username, server.password) == (username, password)
    assert not password or password not in repr(server)


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("", "smtp://"),
        ("mail.example.com", "smtp://"),
        ("http://mail.example.com", "smtp://"),
        ("smtp://", "no name"),
        ("smtp://:25", "no name"),
        ("smtp://host:99999", "65535"),
        ("smtp://host:0", "65535"),
        ("smtp://host:abc", "65535"),
        ("smtp://host/path", "%XX"),
        ("smtp://user:pa#ss@host", "%XX"),
        ("smtp://host?tls=maybe", "starttls"),
        ("smtp://host?tsl=none", "tsl"),
        ("smtps://host?tls=none", "smtps"),
        ("smtp://ho st", "host name"),
        ("smtp://user:a%0Ab@host", "password"),
        ("smtp://-bad-.example", "host name"),
    ],
)
def test_a_wrong_email_url_gets_one_sentence_without_the_password(url: str, word: str) -> None:
    with pytest.raises(BadSettings) as wrong:
        mail_server(settings_from_url(url))
    sentence = str(wrong.value)
    assert word in sentence
    assert sentence.endswith(".")
    assert "pa#ss" not in sentence


@given(st.text(max_size=80), st.sampled_from(["", "smtp://", "smtps://", "smtp://u:p@"]))
def test_any_text_is_a_server_or_a_sentence(text: str, scheme: str) -> None:
    try:
        server = mail_server(settings_from_url(scheme + text))
    except BadSettings:
        return
    assert server.host.isascii()
    assert 1 <= server.port <= 65535


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"host": "  "},
        {"host": "x", "port": "many"},
        {"host": "x", "port": "٢٥"},
        {"host": "x", "security": "yes"},
        {"host": "x", "smtp_host": "y"},
        {"host": "http://x"},
        {"host": "x", "username": "a\r\nb"},
    ],
)
def test_wrong_settings_from_the_screen_get_one_sentence(settings: dict[str, str]) -> None:
    troubles = channel.check(settings)
    assert len(troubles) == 1
    assert troubles[0].endswith(".")


def test_every_field_on_the_screen_is_understood_and_explained() -> None:
    for field in FIELDS:
        assert field.label
        assert field.help.endswith((".", "com"))
    server = mail_server({field.key: field.default or "x" for field in FIELDS})
    assert (server.port, server.security) == (587, "auto")


def test_a_good_account_has_no_troubles(
    recording_smtp: RecordingServer, fault_smtp: StartsFaulty, certificate: Certificate
) -> None:
    assert channel.check(recording_smtp.settings) == []
    assert recording_smtp.accepted() == []
    secured = fault_smtp(FaultServer(Script(), starttls=certificate.server_context, auth=True))
    more = {"host": "localhost", "ca_file": certificate.ca_file, "username": "rosa", "password": "secret"}
    assert channel.check({**secured, **more}) == []


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (Script("AUTH", "535"), "does not accept this user name and password (“535 ordered”)"),
        (Script("AUTH", "450"), "cannot take mail just now"),
        (Script("banner", "554"), "does not want to talk to this machine"),
        (Script("EHLO", "550"), "does not want to talk to this machine"),
        (Script("banner", "FIN"), "closed the connection"),
        (Script("banner", "garbage"), "what is no answer"),
    ],
)
def test_each_trouble_is_one_clear_sentence(fault_smtp: StartsFaulty, script: Script, words: str) -> None:
    settings = {**fault_smtp(FaultServer(script, auth=True)), "username": "rosa", "password": "very secret"}
    troubles = channel.check(settings)
    assert len(troubles) == 1
    assert words in troubles[0]
    assert "very secret" not in troubles[0]


def test_a_server_that_is_not_there_is_one_clear_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = str(gone.getsockname()[1])
    (trouble,) = channel.check({"host": "127.0.0.1", "port": port})
    assert trouble == (
        f"The mail server 127.0.0.1:{port} refuses connections there; nothing was sent; "
        "check the server's name and port."
    )


def test_send_me_a_test_sends_one_mail_or_says_why_not(
    start_recording_smtp: StartsRecording, parcel: WritesParcel
) -> None:
    server = start_recording_smtp(
        "--reply", "rcpt:nobody@*=550 5.1.1 No such user", "--reply", "mail:ban@*=550 5.7.1 No"
    )
    assert send_test(server.settings, parcel()).kind is Kind.SENT
    assert len(server.accepted()) == 1
    refused = send_test(server.settings, parcel(recipient=Mailbox("", "nobody@example.com")))
    assert refused.kind is Kind.REFUSED
    assert "does not take mail for this address (“550 5.1.1 No such user”)" in refused.reply
    banned = send_test(server.settings, parcel(sender=Mailbox("", "ban@example.com")))
    assert banned.kind is Kind.ACCOUNT
    assert "does not let you send from this address" in banned.reply
    assert send_test({}, parcel()).kind is Kind.ACCOUNT
    assert len(server.accepted()) == 1


# While the clock is set


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.9.9.9", "LOCALHOST", "ip6-localhost"])
def test_this_machine_is_local(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _resolve(monkeypatch, {"ip6-localhost": ["::1"]})
    assert only_local(host)
    assert is_this_machine(host)


@pytest.mark.parametrize(
    "host",
    [
        "192.0.2.7",
        "mail.example.com",
        "both.example",
        "0.0.0.0",
        "::ffff:192.0.2.7",
        "10.0.0.1",
        "",
        "nowhere.example",
        "x" * 300,
    ],
)
def test_elsewhere_is_refused_and_so_is_what_is_only_half_here(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _resolve(
        monkeypatch,
        {"mail.example.com": ["192.0.2.1"], "both.example": ["127.0.0.1", "192.0.2.1"], "nowhere.example": []},
    )
    with pytest.raises(NotLocal, match="AFTERWORD_CLOCK"):
        only_local(host)


def test_with_the_clock_set_nothing_leaves_this_machine(
    recording_smtp: RecordingServer, parcel: WritesParcel, monkeypatch: pytest.MonkeyPatch
) -> None:
    _resolve(monkeypatch, {"mail.example.com": ["192.0.2.1"]})
    monkeypatch.setenv("AFTERWORD_CLOCK", "2019-06-30T09:00:00-07:00")
    away = channel.open({"host": "mail.example.com", "port": "25"}).hand_over(parcel())
    assert away
    assert away.kind is Kind.ACCOUNT
    assert "AFTERWORD_CLOCK" in away.reply
    monkeypatch.delenv("AFTERWORD_CLOCK")
    told = channel.open({"host": "mail.example.com", "port": "25", "local_only": "yes"}).hand_over(parcel())
    assert told
    assert told.kind is Kind.ACCOUNT
    line = channel.open({**recording_smtp.settings, "local_only": "yes"})
    assert line.hand_over(parcel()) is None
    assert line.finish().kind is Kind.SENT
    line.close()


def test_the_guard_connects_to_the_address_it_has_looked_at(
    recording_smtp: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that stands for another machine the second time it is asked for must not be asked for twice."""
    answers = [["127.0.0.1"], ["192.0.2.1"]]
    real = socket.getaddrinfo

    def turncoat(host: str, *arguments: Any, **named: Any) -> Any:
        return real(answers.pop(0)[0] if host == "rebinding.example" else host, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", turncoat)
    settings = {**recording_smtp.settings, "host": "rebinding.example", "local_only": "yes"}
    assert channel.check(settings) == []
    assert len(answers) == 1


def _resolve(monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]]) -> None:
    """Answer for these names; asks nobody for other names that are no addresses."""
    real = socket.getaddrinfo

    def resolve(host: str, port: Any, *arguments: Any, **named: Any) -> Any:
        if host in names:
            if not names[host]:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            return [found for address in names[host] for found in real(address, port, *arguments, **named)]
        return real(host, port, *arguments, **named)

    monkeypatch.setattr(loopback.socket, "getaddrinfo", resolve)
