"""Two gateways on this machine, one that talks as Twilio and a plain one: what each of their answers means."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from apprise.plugins.twilio import NotifyTwilio

from afterword.channels.gateways import mastodon, matrix, signal, slack, sms, telegram, whatsapp
from afterword.channels.gateways.gateway import Gateway
from afterword.channels.port import Fault, Kind, Mailbox, Outcome, Parcel
from tests.servers.fake_gateway import FakeGateway

ACCOUNT, SECRET = "AC" + "a1" * 16, "b2" * 16
TWILIO = {"service": "twilio", "account": ACCOUNT, "secret": SECRET, "sender": "+4740000000"}
PARCEL = Parcel(
    message_id="<f.1.1.1@sms.invalid>",
    sender=Mailbox("Rosa", ""),
    recipient=Mailbox("Ann", "+4791234567"),
    subject="",
    text="Rosa: takk for sist – æøå & så videre! Svar STOPP for å slippe flere.",
    written_at=datetime(2026, 6, 10, 12, tzinfo=UTC),
)


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGateway]:
    with FakeGateway() as served:
        monkeypatch.setattr(
            NotifyTwilio, "notify_sms_url", f"http://127.0.0.1:{served.port}/2010-04-01/Accounts/{{sid}}/Messages.json"
        )
        yield served


def plain(gateway: FakeGateway) -> dict[str, str]:
    return {"service": "other", "url": f"json://user:{SECRET}@127.0.0.1:{gateway.port}/send/?:to={{to}}"}


def sent(channel: Gateway, settings: dict[str, str], parcel: Parcel = PARCEL) -> Outcome:
    line = channel.open(settings, timeout=1)
    early = line.hand_over(parcel)
    outcome = early or line.finish()
    line.close()
    return outcome


def test_a_text_reaches_twilio_once_as_it_was_written(gateway: FakeGateway) -> None:
    outcome = sent(sms, TWILIO)
    assert (outcome.kind, outcome.code) == (Kind.SENT, "201")
    (asked,) = gateway.asked
    assert asked.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert asked.authorization == "Basic " + base64.b64encode(f"{ACCOUNT}:{SECRET}".encode()).decode()
    assert asked.fields == {"To": "+4791234567", "From": "+4740000000", "Body": PARCEL.text}


def test_a_chat_goes_by_the_same_account_under_its_own_name(gateway: FakeGateway) -> None:
    assert sent(whatsapp, TWILIO).kind is Kind.SENT
    assert [asked.fields["To"] for asked in gateway.asked] == ["whatsapp:+4791234567"]


def test_a_text_reaches_a_plain_gateway_with_its_recipient(gateway: FakeGateway) -> None:
    gateway.answer = lambda asked: (200, {"ok": True})
    assert sent(sms, plain(gateway)).kind is Kind.SENT
    (asked,) = gateway.asked
    assert (asked.fields["to"], asked.fields["message"]) == ("+4791234567", PARCEL.text)


@pytest.mark.parametrize(
    ("answer", "kind", "fault", "says"),
    [
        ((400, {"code": 21614, "message": "'To' is not a mobile number"}), Kind.REFUSED, Fault.HARD, "not a mobile"),
        ((400, {"code": 21610, "message": "Recipient unsubscribed"}), Kind.REFUSED, Fault.POLICY, "unsubscribed"),
        ((400, {"code": 21602, "message": "Body is required"}), Kind.REFUSED, Fault.NONE, "Body is required"),
        ((401, {"code": 20003, "message": "Authenticate"}), Kind.ACCOUNT, Fault.OURS, "Authenticate"),
        ((402, {}), Kind.ACCOUNT, Fault.OURS, "credit"),
        ((403, "<html>no</html>"), Kind.ACCOUNT, Fault.OURS, "refuses our account"),
        ((404, "nothing here"), Kind.REFUSED, Fault.NONE, "does not take it"),
        ((429, {"message": "Too Many Requests"}), Kind.RETRY, Fault.NONE, "Too Many"),
        ((503, ""), Kind.RETRY, Fault.NONE, "later"),
        ((500, {"message": "oops"}), Kind.UNCLEAR, Fault.NONE, "oops"),
        ((502, "<html>"), Kind.UNCLEAR, Fault.NONE, "failed after"),
        ((302, ""), Kind.UNCLEAR, Fault.NONE, "cannot be understood"),
        ("silence", Kind.UNCLEAR, Fault.NONE, "nobody knows"),
        ("cut", Kind.UNCLEAR, Fault.NONE, "nobody knows"),
    ],
)
@pytest.mark.parametrize("spoken", ["twilio", "plain"])
def test_what_a_gateway_answers_means_what_it_says(
    gateway: FakeGateway, answer: Any, kind: Kind, fault: Fault, says: str, spoken: str
) -> None:
    gateway.answer = lambda asked: answer
    outcome = sent(sms, TWILIO if spoken == "twilio" else plain(gateway))
    assert (outcome.kind, outcome.fault) == (kind, fault)
    assert says in outcome.reply
    assert len(gateway.asked) == 1, "it is asked once, whatever it says"


def test_nobody_at_the_address_surely_took_nothing(gateway: FakeGateway) -> None:
    settings = plain(gateway)
    gateway.__exit__()
    outcome = sent(sms, settings)
    assert (outcome.kind, outcome.code) == (Kind.RETRY, "")
    gateway.__enter__()


def test_no_secret_stands_in_what_is_shown(gateway: FakeGateway) -> None:
    gateway.answer = lambda asked: (401, {"message": f"{SECRET} is no key of {ACCOUNT}"})
    outcome = sent(sms, TWILIO)
    assert SECRET not in outcome.reply
    assert "is no key of" in outcome.reply


def test_a_new_message_goes_on_the_same_line_whatever_became_of_the_last(gateway: FakeGateway) -> None:
    line = sms.open(TWILIO, timeout=1)
    gateway.answer = lambda asked: "cut"
    assert line.hand_over(PARCEL) is None
    assert line.finish().kind is Kind.UNCLEAR
    gateway.answer = lambda asked: (201, {})
    assert line.hand_over(PARCEL) is None
    line.abandon()
    assert line.finish().kind is Kind.RETRY, "what was dropped is not sent"
    assert line.hand_over(PARCEL) is None
    assert line.finish().kind is Kind.SENT
    assert len(gateway.asked) == 2


@pytest.mark.parametrize("number", ["", "4791234567", "+47", "+4791234567/x", "ann@example.org", "+47 912 34 567"])
def test_what_is_no_number_is_refused_before_anybody_is_asked(gateway: FakeGateway, number: str) -> None:
    outcome = sent(sms, TWILIO, replace(PARCEL, recipient=Mailbox("Ann", number)))
    assert (outcome.kind, outcome.fault) == (Kind.REFUSED, Fault.HARD)
    assert not gateway.asked


def test_too_long_a_text_is_refused_before_anybody_is_asked(gateway: FakeGateway) -> None:
    outcome = sent(sms, TWILIO, replace(PARCEL, text="x" * 1001))
    assert (outcome.kind, outcome.fault) == (Kind.REFUSED, Fault.OURS)
    assert not gateway.asked


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({}, "“Account” is missing; Twilio needs it."),
        ({"service": "pigeon"}, "“pigeon” is no service"),
        ({"service": "other", "url": "json://127.0.0.1/"}, "with {to} once"),
        ({"service": "other", "url": "nonsense {to}"}, "with {to} once"),
        ({"service": "other", "url": "nobody://knows/{to}"}, "cannot be sent with these settings"),
    ],
)
def test_settings_that_mean_nothing_are_said_so(settings: dict[str, str], says: str) -> None:
    (said,) = sms.check(settings)
    assert says in said
    outcome = sent(sms, settings)
    assert (outcome.kind, outcome.fault) == (Kind.ACCOUNT, Fault.OURS)


def test_while_the_clock_is_set_nothing_leaves_this_machine(
    gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERWORD_CLOCK", "2026-06-10T12:00:00+02:00")
    assert sent(sms, plain(gateway)).kind is Kind.SENT
    assert sms.hosts(plain(gateway)) == ["127.0.0.1"]
    assert sms.hosts(TWILIO) == ["elsewhere.invalid"]
    outcome = sent(sms, {"service": "other", "url": "json://gateway.invalid/?:to={to}"})
    assert (outcome.kind, outcome.fault) == (Kind.ACCOUNT, Fault.OURS)
    assert "this machine" in outcome.reply


@pytest.mark.parametrize(
    ("channel", "settings", "to", "goes_to"),
    [
        (telegram, {"secret": "123456789:" + "A" * 35}, "987654321", [(987654321, None)]),
        (mastodon, {"secret": "token", "server": "chat.example"}, "@ann@example.org", ["@ann@example.org"]),
        (slack, {"secret": "xoxb-123456789012-123456789012-abcdefghijklmnopqrstuvwx"}, "@u12345678", ["@u12345678"]),
        (signal, {"server": "localhost:8080", "sender": "+4740000000"}, "+4791234567", ["+4791234567"]),
    ],
)
def test_every_service_leads_to_the_one_recipient(
    channel: Gateway, settings: dict[str, str], to: str, goes_to: list[Any]
) -> None:
    line = channel.open(settings)
    assert line.hand_over(replace(PARCEL, recipient=Mailbox("Ann", to))) is None
    assert line._ready is not None
    sender = line._ready[0]
    assert [one for name in ("targets", "channels") for one in getattr(sender, name, [])] == goes_to
    assert channel.check(settings) == []


def test_a_direct_message_on_mastodon_and_matrix_is_for_one_pair_of_eyes() -> None:
    for channel, settings, to in (
        (mastodon, {"secret": "token", "server": "chat.example"}, "@ann@example.org"),
        (matrix, {"secret": "token", "server": "chat.example"}, "@ann:example.org"),
    ):
        line = channel.open(settings)
        assert line.hand_over(replace(PARCEL, recipient=Mailbox("Ann", to))) is None
        assert line._ready is not None
        sender = line._ready[0]
        if channel is mastodon:
            assert sender.visibility == "direct"
        else:
            assert (sender.users, sender.rooms) == ([to], [])
