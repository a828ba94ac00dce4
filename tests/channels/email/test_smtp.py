"""The line to a mail server against servers that keep to the rules, and some that nearly do."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from afterword.channels.email import welcome
from afterword.channels.email.message import Letter, compose
from afterword.channels.email.patience import Patience
from afterword.channels.email.settings import mail_server
from afterword.channels.email.smtp import OutOfTurn, SmtpLine
from afterword.channels.port import Fault, Kind, Mailbox, Parcel, finish_together, hand_over_together
from tests.channels.email.conftest import WritesParcel
from tests.servers.certificates import Certificate, make_certificate
from tests.servers.fault_smtp import FaultServer, Script
from tests.servers.fixtures import ROOT, RecordingServer, StartsFaulty, StartsRecording

SHORT = Patience(connect=2, banner=1, command=1, data=1, body=1, dot=1, farewell=0.2)


def line_to(settings: dict[str, str], **more: str) -> SmtpLine:
    return SmtpLine(mail_server({**settings, **more}), SHORT)


@contextmanager
def scripted(*answers: bytes) -> Iterator[dict[str, str]]:
    """A server that says these things, one for each thing it hears (the first at once), and then hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        client, _ = listener.accept()
        with client, suppress(ConnectionError):  # a client that has heard enough hangs up
            for number, answer in enumerate(answers):
                if number and not client.recv(65536):
                    return
                client.sendall(answer)
            client.recv(65536)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with listener:
        yield {"host": "127.0.0.1", "port": str(listener.getsockname()[1]), "security": "none"}
    thread.join(3)


def test_what_arrives_is_what_was_composed_dots_and_all(recording_smtp: RecordingServer, parcel: WritesParcel) -> None:
    letters = [
        parcel(1, text=".\n..\n...and dots\n.\n\n."),
        parcel(2, text="Schöne Grüße " * 100),
        parcel(3, text="x" * 200_000),
    ]
    line = line_to(recording_smtp.settings)
    for letter in letters:
        assert line.hand_over(letter) is None
        assert line.finish().kind is Kind.SENT
    line.close()
    assert [one.raw for one in recording_smtp.accepted()] == [compose(letter).raw for letter in letters]
    first = recording_smtp.accepted()[0]
    assert first.mail_from == "rosa@frames.example"
    assert first.rcpt_to == ("tom1@example.com",)
    assert first.message_id == f"<f.{1:032x}.0@frames.example>"


@pytest.mark.parametrize("pipelining", [True, False])
def test_one_connection_carries_many_letters(
    fault_smtp: StartsFaulty, parcel: WritesParcel, *, pipelining: bool
) -> None:
    server = FaultServer(Script(), pipelining=pipelining)
    line = line_to(fault_smtp(server))
    for number in range(20):
        assert line.hand_over(parcel(number)) is None
        assert line.finish().kind is Kind.SENT
    line.close()
    assert len(server.accepted) == 20
    assert server.conversations == 1


def test_a_refused_recipient_does_not_cost_the_connection_nor_the_next_letter(
    start_recording_smtp: StartsRecording, parcel: WritesParcel
) -> None:
    server = start_recording_smtp(
        "--reply", "rcpt:gone@*=550 5.1.1 No such user", "--reply", "dot:full@*=452 4.2.2 Full"
    )
    line = line_to(server.settings)
    refused = line.hand_over(parcel(1, recipient=Mailbox("", "gone@example.com")))
    assert refused
    assert (refused.kind, refused.code, refused.fault) == (Kind.REFUSED, "550 5.1.1", Fault.HARD)
    assert line.hand_over(parcel(2, recipient=Mailbox("", "full@example.com"))) is None
    later = line.finish()
    assert (later.kind, later.code) == (Kind.RETRY, "452 4.2.2")
    assert line.hand_over(parcel(3)) is None
    assert line.finish().kind is Kind.SENT
    line.close()
    assert [one.rcpt_to for one in server.accepted()] == [("tom3@example.com",)]


def test_an_abandoned_letter_is_accepted_by_nobody_and_the_line_goes_on(
    recording_smtp: RecordingServer, parcel: WritesParcel
) -> None:
    line = line_to(recording_smtp.settings)
    assert line.hand_over(parcel(1)) is None
    line.abandon()
    assert line.hand_over(parcel(2)) is None  # abandoned by beginning the next
    assert line.hand_over(parcel(3)) is None
    assert line.finish().kind is Kind.SENT
    assert line.hand_over(parcel(4)) is None
    line.close()
    assert [one.rcpt_to[0] for one in recording_smtp.accepted()] == ["tom3@example.com"]


def test_a_sender_killed_before_the_dot_has_sent_nothing(recording_smtp: RecordingServer, tmp_path: Path) -> None:
    program = """
        import sys, time
        from datetime import UTC, datetime
        from afterword.channels.email import channel
        from afterword.channels.port import Mailbox, Parcel
        line = channel.open({"host": "127.0.0.1", "port": sys.argv[1], "security": "none"})
        one = Mailbox("", "a@b.example")
        for last_word in (True, False):
            letter = Parcel(f"<{last_word}@b.example>", one, one, "Hello", "Text", datetime.now(UTC))
            assert line.hand_over(letter) is None
            if last_word:
                line.finish()
        print("ready", flush=True)
        time.sleep(60)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), str(recording_smtp.port)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert process.stdout
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    line = line_to(recording_smtp.settings)
    assert line.connect() is None  # the server has taken note of the hang-up by the time it greets the next
    line.close()
    assert [one.message_id for one in recording_smtp.accepted()] == ["<True@b.example>"]


def test_a_line_that_the_server_closed_while_idle_is_opened_again(
    fault_smtp: StartsFaulty, parcel: WritesParcel
) -> None:
    server = FaultServer(Script())
    line = line_to(fault_smtp(server))
    assert line.hand_over(parcel(1)) is None
    assert line.finish().kind is Kind.SENT
    server.script = Script("MAIL", "421", times=1)
    assert line.hand_over(parcel(2)) is None, "the server was tired of the old connection only"
    assert line.finish().kind is Kind.SENT
    server._clients[-1].shutdown(socket.SHUT_RDWR)
    assert line.hand_over(parcel(3)) is None
    assert line.finish().kind is Kind.SENT
    line.close()
    assert (len(server.accepted), server.conversations) == (3, 3)


def test_lines_used_together_keep_their_letters_apart(recording_smtp: RecordingServer, parcel: WritesParcel) -> None:
    lines = [line_to(recording_smtp.settings) for _ in range(4)]
    for turn in range(5):
        parcels = [parcel(turn * 4 + at) for at in range(4)]
        parcels[1] = parcel(99, subject="")
        handed = hand_over_together(lines, parcels)
        assert [one.kind if one else None for one in handed] == [None, Kind.REFUSED, None, None]
        ready = [line for line, outcome in zip(lines, handed, strict=True) if outcome is None]
        assert {outcome.kind for outcome in finish_together(ready)} == {Kind.SENT}
    for line in lines:
        line.close()
    assert len({one.message_id for one in recording_smtp.accepted()}) == 15


def test_speaking_out_of_turn_is_the_callers_mistake(recording_smtp: RecordingServer, parcel: WritesParcel) -> None:
    line = line_to(recording_smtp.settings)
    with pytest.raises(OutOfTurn):
        line.finish()
    with pytest.raises(OutOfTurn):
        line.proceed()
    assert line.hand_over(parcel()) is None
    with pytest.raises(OutOfTurn):
        line.last_answer()
    assert line.finish().kind is Kind.SENT
    with pytest.raises(OutOfTurn):
        line.finish()
    line.close()
    line.close()


def test_an_address_beyond_ascii_needs_a_server_that_takes_it(
    start_recording_smtp: StartsRecording, parcel: WritesParcel
) -> None:
    letter = parcel(recipient=Mailbox("Jürgen", "jürgen@bücher.example"))
    old, new = start_recording_smtp("--no-smtputf8"), start_recording_smtp()
    refused = line_to(old.settings).hand_over(letter)
    assert refused
    assert (refused.kind, refused.fault) == (Kind.REFUSED, Fault.SOFT)
    line = line_to(new.settings)
    assert line.hand_over(letter) is None
    assert line.finish().kind is Kind.SENT
    assert new.accepted()[0].rcpt_to == ("jürgen@xn--bcher-kva.example",)
    assert old.accepted() == []


def test_a_letter_that_cannot_be_composed_touches_no_server(parcel: WritesParcel) -> None:
    line = line_to({"host": "127.0.0.1", "port": "1", "security": "none"})
    outcome = line.hand_over(parcel(subject=""))
    assert outcome
    assert (outcome.kind, outcome.fault, outcome.reply) == (
        Kind.REFUSED,
        Fault.OURS,
        "The e-mail has no subject; write one.",
    )


# Connecting


def test_a_port_where_nobody_listens_is_tried_again_later(parcel: WritesParcel) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    outcome = line_to({"host": "127.0.0.1", "port": str(port), "security": "none"}).hand_over(parcel())
    assert outcome
    assert outcome.kind is Kind.RETRY
    assert outcome.reply == f"The mail server 127.0.0.1:{port} refuses connections there; nothing was sent."


def test_a_server_that_never_lets_us_in_is_given_up_in_time(parcel: WritesParcel) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        place = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(place)
        line = SmtpLine(mail_server({"host": place[0], "port": str(place[1])}), Patience.of(0.3))
        outcome = line.hand_over(parcel())
        for one in waiting:
            one.close()
    assert outcome
    assert outcome.kind is Kind.RETRY
    assert "did not answer within 0.3 seconds" in outcome.reply


def test_starttls_protects_the_password_and_the_letter(
    fault_smtp: StartsFaulty, parcel: WritesParcel, certificate: Certificate
) -> None:
    server = FaultServer(Script(), starttls=certificate.server_context, auth=True)
    account = {"host": "localhost", "ca_file": certificate.ca_file, "username": "rosa", "password": "Ünder the mat"}
    line = line_to(fault_smtp(server), **account)
    for number in range(3):
        assert line.hand_over(parcel(number)) is None
        assert line.finish().kind is Kind.SENT
    line.close()
    assert server.logins == [b"PLAIN AHJvc2EAw5xuZGVyIHRoZSBtYXQ="]
    assert server.conversations == 1


@pytest.mark.parametrize(("name", "days", "why"), [("localhost", -1, "expired"), ("other.test", 2, "ostname mismatch")])
def test_a_certificate_that_does_not_hold_pauses_the_account(
    fault_smtp: StartsFaulty, parcel: WritesParcel, tmp_path: Path, name: str, days: int, why: str
) -> None:
    bad = make_certificate(tmp_path, name=name, days=days)
    server = FaultServer(Script(), starttls=bad.server_context)
    outcome = line_to(fault_smtp(server), host="localhost", ca_file=bad.ca_file).hand_over(parcel())
    assert outcome
    assert outcome.kind is Kind.ACCOUNT
    assert why in outcome.reply


def test_nothing_is_sent_in_clear_where_starttls_was_asked_for(fault_smtp: StartsFaulty, parcel: WritesParcel) -> None:
    server = FaultServer(Script(), auth=True)
    outcome = line_to(fault_smtp(server), security="starttls", username="rosa", password="x").hand_over(parcel())
    assert outcome
    assert outcome.kind is Kind.ACCOUNT
    assert "no STARTTLS" in outcome.reply
    assert server.logins == []


def test_a_password_never_goes_unencrypted_to_another_machine(
    fault_smtp: StartsFaulty, parcel: WritesParcel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(welcome, "is_this_machine", lambda host: False)
    server = FaultServer(Script(), auth=True)
    outcome = line_to(fault_smtp(server), security="auto", username="rosa", password="x").hand_over(parcel())
    assert outcome
    assert outcome.kind is Kind.ACCOUNT
    assert server.logins == []


def test_tls_from_the_start_on_a_plain_port_is_the_accounts_trouble(recording_smtp: RecordingServer) -> None:
    line = line_to(recording_smtp.settings, security="tls")
    outcome = line.connect()
    assert outcome
    assert outcome.kind is Kind.ACCOUNT
    assert "does not speak TLS" in outcome.reply


def test_a_very_old_server_is_greeted_the_old_way(fault_smtp: StartsFaulty, parcel: WritesParcel) -> None:
    server = FaultServer(Script(), greets_only="HELO")
    line = line_to(fault_smtp(server))
    assert line.hand_over(parcel()) is None
    assert line.finish().kind is Kind.SENT


@pytest.mark.parametrize(
    ("offer", "questions", "heard"),
    [
        (
            b"AUTH LOGIN",
            [b"334 VXNlcm5hbWU6", b"334 UGFzc3dvcmQ6"],
            [b"AUTH LOGIN", b"dGlt", b"dGFuc3RhYWZ0YW5zdGFhZg=="],
        ),
        (
            b"AUTH=LOGIN",
            [b"334 VXNlcm5hbWU6", b"334 UGFzc3dvcmQ6"],
            [b"AUTH LOGIN", b"dGlt", b"dGFuc3RhYWZ0YW5zdGFhZg=="],
        ),
        (
            b"AUTH CRAM-MD5 XOAUTH2",  # the example of RFC 2195
            [b"334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+"],
            [b"AUTH CRAM-MD5", b"dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw"],
        ),
    ],
)
def test_other_ways_to_log_in(offer: bytes, questions: list[bytes], heard: list[bytes]) -> None:
    said: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        client, _ = listener.accept()
        with client:
            client.sendall(b"220 hello\r\n")
            for answer in (b"250-old\r\n250 " + offer, *questions, b"235 Welcome", b"221 Bye"):
                said.append(client.recv(4096).strip())
                client.sendall(answer + b"\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with listener:
        place = {"host": "127.0.0.1", "port": str(listener.getsockname()[1]), "security": "none"}
        line = line_to(place, username="tim", password="tanstaaftanstaaf")
        assert line.connect() is None
        line.close()
    thread.join(3)
    assert said[1:-1] == heard


# Odd answers


def test_long_and_foreign_answers_are_taken_as_they_are(parcel: WritesParcel) -> None:
    long_line = b"220-" + b"y" * 8192 + b"\r\n220 done\r\n"
    greeting = b"250-" + b"z" * 8000 + b"\n250-SIZE 1000\n250 \xe9\xff\x00\n"
    with scripted(long_line, greeting, b"550 5.1.1 \xc3\xa9\xff\x07 \xe2\x80\xa8nobody\r\n", b"250 Ok\r\n") as settings:
        line = line_to(settings)
        outcome = line.hand_over(parcel())
        line.close()
    assert outcome
    assert (outcome.kind, outcome.code) == (Kind.ACCOUNT, "550 5.1.1")
    assert outcome.reply.isprintable()
    assert "é" in outcome.reply


def test_an_answer_in_many_pieces_is_one_answer(parcel: WritesParcel) -> None:
    with scripted(
        b"220-a\r\n220-b\r\n220 c\r\n", b"250 hi\r\n", b"451-4.7.1 Grey\r\n451 4.7.1 listed\r\n", b"250 Ok\r\n"
    ) as place:
        line = line_to(place)
        outcome = line.hand_over(parcel())
        line.close()
    assert outcome
    assert (outcome.kind, outcome.code, outcome.reply) == (Kind.RETRY, "451 4.7.1", "4.7.1 Grey 4.7.1 listed")


def test_an_endless_answer_is_no_answer(parcel: WritesParcel) -> None:
    with scripted(b"220 a\r\n", b"250-and another thing\r\n" * 5000 + b"250 done\r\n") as place:
        line = line_to(place)
        outcome = line.hand_over(parcel())
        line.close()
    assert outcome
    assert outcome.kind is Kind.RETRY
    assert "what is no answer" in outcome.reply


@pytest.mark.parametrize("answer", [b"250 Ok\r\n", b"334 Go on\r\n"])
def test_the_text_is_only_sent_after_a_354(parcel: WritesParcel, answer: bytes) -> None:
    with scripted(b"220 a\r\n", b"250 hi\r\n", b"250 Ok\r\n", b"250 Ok\r\n", answer) as place:
        line = line_to(place)
        outcome = line.hand_over(parcel())
        line.close()
    assert outcome, "the server asked for no text"
    assert outcome.kind is Kind.RETRY


def test_a_250_for_the_dot_that_never_ends_is_unclear(parcel: WritesParcel) -> None:
    answers = (b"220 a\r\n", b"250 hi\r\n", b"250 Ok\r\n", b"250 Ok\r\n", b"354 Go\r\n", b"250-Ok, and\r\n")
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        client, _ = listener.accept()
        with client:
            for number, answer in enumerate(answers):
                heard = b""
                if number == 5:
                    while not heard.endswith(b"\r\n.\r\n"):
                        heard += client.recv(65536)
                elif number:
                    client.recv(65536)
                client.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with listener:
        line = line_to({"host": "127.0.0.1", "port": str(listener.getsockname()[1]), "security": "none"})
        assert line.hand_over(parcel()) is None
        assert line.finish().kind is Kind.UNCLEAR
    thread.join(3)


def test_what_was_injected_before_starttls_is_thrown_away(parcel: WritesParcel, certificate: Certificate) -> None:
    injected = b"220 Ready\r\n250-mitm\r\n250 AUTH PLAIN\r\n"
    listener = socket.create_server(("127.0.0.1", 0))
    heard: list[bytes] = []

    def serve() -> None:
        client, _ = listener.accept()
        client.sendall(b"220 a\r\n")
        client.recv(4096)
        client.sendall(b"250-a\r\n250 STARTTLS\r\n")
        client.recv(4096)
        client.sendall(injected)
        # The injected bytes are read together with the 220; the handshake then comes to the real server.
        client = certificate.server_context.wrap_socket(client, server_side=True)
        with client:
            heard.append(client.recv(4096))
            client.sendall(b"250 a\r\n")
            heard.append(client.recv(4096))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with listener:
        place = {"host": "localhost", "port": str(listener.getsockname()[1]), "security": "starttls"}
        outcome = line_to(place, ca_file=certificate.ca_file, username="rosa", password="secret").connect()
    thread.join(3)
    assert outcome
    assert outcome.kind is Kind.ACCOUNT, "AUTH was only offered by the injected answer"
    assert heard[0].startswith(b"EHLO")
    assert not any(b"AUTH" in one for one in heard)


def test_what_is_written_ahead_is_taken_in_its_order_and_written_once(
    recording_smtp: RecordingServer, parcel: WritesParcel, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, not_asked_for, last = parcel(1), parcel(2), parcel(3)
    written: list[Parcel] = []

    def compose_and_count(one: Parcel) -> Letter:
        written.append(one)
        return compose(one)

    monkeypatch.setattr("afterword.channels.email.smtp.compose", compose_and_count)
    line = line_to(recording_smtp.settings)
    for one in (first, not_asked_for, last, first):
        line.prepare(one)
    for one in (first, last):
        assert line.hand_over(one) is None
        assert line.finish().kind is Kind.SENT
    line.close()
    assert [one.raw for one in recording_smtp.accepted()] == [compose(first).raw, compose(last).raw]
    assert written == [first, not_asked_for, last]
