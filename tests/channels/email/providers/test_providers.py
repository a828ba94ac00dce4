"""A mail through a provider: every header arrives, and whatever fails at any moment leads to the right state, once."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from afterword.channels.email import channel
from afterword.channels.email.addresses import wire_address
from afterword.channels.email.patience import Patience
from afterword.channels.email.providers import http
from afterword.channels.email.providers.account import provider_account
from afterword.channels.email.providers.catalogue import PROVIDERS
from afterword.channels.email.providers.line import ProviderLine
from afterword.channels.email.providers.shape import Call
from afterword.channels.email.providers.sigv4 import Signer
from afterword.channels.email.settings import BadSettings
from afterword.channels.email.smtp import OutOfTurn
from afterword.channels.email.ways import settings_from_url, way_out
from afterword.channels.port import Fault as Why
from afterword.channels.port import Kind, Mailbox, Outcome, Parcel
from tests.servers.certificates import Certificate, make_certificate
from tests.servers.provider_api import KEYS, FakeProvider, Fault, provider_running

WritesParcel = Callable[..., Parcel]


@pytest.fixture(params=sorted(PROVIDERS))
def provider(request: pytest.FixtureRequest) -> Iterator[FakeProvider]:
    with provider_running(request.param) as fake:
        yield fake


@pytest.fixture
def postmark() -> Iterator[FakeProvider]:
    with provider_running("postmark") as fake:
        yield fake


@pytest.fixture
def resend() -> Iterator[FakeProvider]:
    with provider_running("resend") as fake:
        yield fake


def send(fake: FakeProvider, *parcels: Parcel, **changes: str) -> list[Outcome]:
    line = channel.open({**fake.settings, **changes}, timeout=10)
    try:
        return [line.hand_over(parcel) or line.finish() for parcel in parcels]
    finally:
        line.close()


def test_every_provider_is_tried_here() -> None:
    assert set(PROVIDERS) == set(KEYS)


def test_a_mail_arrives_with_all_that_makes_it_ours(provider: FakeProvider, parcel: WritesParcel) -> None:
    answer = parcel(
        reply_to=Mailbox("Rosa", "rosa+answers@frames.example"),
        in_reply_to="<their.mail@example.com>",
        subject="Takk, Tom — så fint",
        text="Kjære Tom,\n\nden står så fint på veggen. " + "æ" * 200 + "\n.\nRosa",
    )
    (outcome,) = send(provider, answer)
    assert (outcome.kind, outcome.reply) == (Kind.SENT, f"{PROVIDERS[provider.key].title} took it as {provider.key}-1.")
    (mail,) = provider.taken
    assert "tom1@example.com" in mail.to
    assert "rosa@frames.example" in mail.sender
    assert mail.subject == answer.subject
    assert "den står så fint" in mail.text
    assert "\n.\nRosa" in mail.text.replace("\r\n", "\n")
    assert "den st" in mail.html
    assert mail.headers["List-Unsubscribe"] == f"<{answer.unsubscribe_url}>, <mailto:stop@frames.example>"
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.headers["Auto-Submitted"] == "auto-generated"
    assert mail.headers["X-Auto-Response-Suppress"] == "All"
    assert mail.headers["Feedback-ID"] == answer.feedback_id
    assert mail.headers["Message-ID"] == answer.message_id
    assert mail.headers["In-Reply-To"] == answer.in_reply_to
    assert "rosa+answers@frames.example" in mail.headers["Reply-To"]
    if PROVIDERS[provider.key].rewrites:
        assert mail.headers["References"].split() == [answer.message_id, answer.in_reply_to]


def test_our_name_for_the_mail_goes_along_so_that_what_is_told_of_it_finds_it(
    provider: FakeProvider, parcel: WritesParcel
) -> None:
    send(provider, parcel())
    (mail,) = provider.taken
    name = parcel().message_id.strip("<>")
    assert name in f"{mail.asked} {mail.headers}"


def test_one_line_carries_many_mails_without_connecting_anew(provider: FakeProvider, parcel: WritesParcel) -> None:
    outcomes = send(provider, *(parcel(number) for number in range(5)))
    assert [one.kind for one in outcomes] == [Kind.SENT] * 5
    assert len(provider.taken) == 5
    assert provider.connections == 1


def test_nothing_is_accepted_before_the_last_octet(provider: FakeProvider, parcel: WritesParcel) -> None:
    line = channel.open(provider.settings, timeout=10)
    assert line.hand_over(parcel()) is None
    assert provider.calls == 0
    line.abandon()
    with pytest.raises(OutOfTurn):
        line.finish()
    assert send(provider, parcel(2))[0].kind is Kind.SENT
    assert [one.to for one in provider.taken if "tom1@" in one.to] == []


def test_a_key_that_is_not_good_pauses_the_account_and_blames_nobody(
    provider: FakeProvider, parcel: WritesParcel
) -> None:
    secret = min(PROVIDERS[provider.key].secrets)
    (outcome,) = send(provider, parcel(), **{secret: "another-key"})
    assert (outcome.kind, outcome.fault) == (Kind.ACCOUNT, Why.OURS)
    assert outcome.reply.startswith(PROVIDERS[provider.key].title)
    assert "another-key" not in outcome.reply
    (trouble,) = channel.check({**provider.settings, secret: "another-key"})
    assert trouble.endswith(".")
    assert "key" in trouble
    assert provider.taken == []


def test_a_good_key_has_no_troubles_and_sends_nothing(provider: FakeProvider) -> None:
    assert channel.check(provider.settings) == []
    assert (provider.calls, provider.questions) == (0, 1)


BEFORE = {
    "hangs up after the head": Fault("cut-head"),
    "hangs up in the middle": Fault("cut-body"),
    "is busy, early": Fault("early", 503, b"busy"),
    "slower, please, early": Fault("early", 429, b"{}"),
}
AFTER = {
    "hangs up": Fault("cut"),
    "half an answer": Fault("half"),
    "garbage": Fault("garbage"),
}


@pytest.mark.parametrize("fault", BEFORE.values(), ids=BEFORE)
def test_what_fails_before_the_last_octet_may_be_tried_again_and_is_sent_once(
    provider: FakeProvider, parcel: WritesParcel, fault: Fault
) -> None:
    provider.faults = [fault]
    line = channel.open(provider.settings, timeout=10)
    outcome = line.hand_over(parcel())
    time.sleep(0.05)  # so that it is heard before the last octet leaves; afterwards it would be unclear
    outcome = outcome or line.finish()
    line.close()
    assert outcome.kind is Kind.RETRY, outcome
    assert provider.taken == []
    assert send(provider, parcel())[0].kind is Kind.SENT


@pytest.mark.parametrize("fault", AFTER.values(), ids=AFTER)
def test_an_answer_that_is_lost_is_unclear_unless_asking_again_is_safe(
    provider: FakeProvider, parcel: WritesParcel, fault: Fault
) -> None:
    provider.faults = [fault]
    (outcome,) = send(provider, parcel())
    assert outcome.kind is (Kind.SENT if PROVIDERS[provider.key].once else Kind.UNCLEAR)
    assert len(provider.taken) == 1, "it arrived, and only once"


@pytest.mark.parametrize(("key", "kind"), [("postmark", Kind.UNCLEAR), ("resend", Kind.SENT)])
def test_silence_after_the_last_octet_is_not_waited_for_without_end(key: str, kind: Kind, parcel: WritesParcel) -> None:
    with provider_running(key) as fake:
        fake.faults = [Fault("silent")]
        line = ProviderLine(provider_account(fake.settings), Patience(dot=0.3))
        assert line.hand_over(parcel()) is None
        assert line.finish().kind is kind
        line.close()
        assert len(fake.taken) == 1


def test_where_asking_again_fails_too_it_stays_unclear(resend: FakeProvider, parcel: WritesParcel) -> None:
    resend.faults = [Fault("cut"), Fault("answer", 409, {"name": "concurrent_idempotent_requests"}), Fault("garbage")]
    (outcome,) = send(resend, parcel())
    assert outcome.kind is Kind.UNCLEAR
    assert len(resend.taken) == 1


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_failure_behind_the_front_door_is_unclear_and_the_next_mail_waits_until_it_is_well(
    postmark: FakeProvider, parcel: WritesParcel, status: int
) -> None:
    postmark.faults = [Fault("answer", status, b"<html>Oops</html>"), Fault("answer", status, b"")]
    outcomes = send(postmark, parcel(1), parcel(2), parcel(3))
    assert [one.kind for one in outcomes] == [Kind.UNCLEAR, Kind.RETRY, Kind.SENT]
    assert "<html>" not in outcomes[0].reply
    assert outcomes[1].code == "", "a server in trouble is not the mail's fault"
    assert postmark.calls == 2


def test_a_key_that_was_taken_away_during_an_outage_pauses_the_account(
    postmark: FakeProvider, parcel: WritesParcel
) -> None:
    postmark.faults = [Fault("answer", 500), Fault("answer", 401, {"Message": "No such token."})]
    assert [one.kind for one in send(postmark, parcel(1), parcel(2))] == [Kind.UNCLEAR, Kind.ACCOUNT]


def test_a_yes_before_the_end_is_none(postmark: FakeProvider, parcel: WritesParcel) -> None:
    postmark.faults = [Fault("early", 200, {"MessageID": "x", "ErrorCode": 0})]
    line = channel.open(postmark.settings, timeout=10)
    outcome = line.hand_over(parcel())
    time.sleep(0.05)
    outcome = outcome or line.finish()
    line.close()
    assert outcome.kind is Kind.RETRY


@pytest.mark.parametrize("status", [429, 503, 408])
def test_a_provider_that_takes_no_more_just_now_is_asked_again(
    provider: FakeProvider, parcel: WritesParcel, status: int
) -> None:
    provider.faults = [Fault("answer", status, {"message": "Too many requests"})]
    (outcome,) = send(provider, parcel())
    assert (outcome.kind, outcome.code) == (Kind.RETRY, str(status))
    assert "Too many requests" in outcome.reply


@pytest.mark.parametrize("status", [301, 401, 402, 403, 404, 405, 410])
def test_what_is_about_the_account_is_no_mails_fault(provider: FakeProvider, parcel: WritesParcel, status: int) -> None:
    provider.faults = [Fault("answer", status, {"message": "No."})]
    (outcome,) = send(provider, parcel())
    assert (outcome.kind, outcome.fault) == (Kind.ACCOUNT, Why.OURS)


@pytest.mark.parametrize("answer", [b"", b"<html>Welcome to the hotel</html>", b"[]", b"null", b'{"id":', b"\xff\xfe"])
def test_a_yes_that_is_not_the_providers_own_is_none(
    provider: FakeProvider, parcel: WritesParcel, answer: bytes
) -> None:
    provider.faults = [Fault("answer", 200, answer)] * 3
    assert send(provider, parcel())[0].kind is Kind.UNCLEAR


NOBODY, MESSAGE = (Kind.REFUSED, Why.HARD), (Kind.REFUSED, Why.SOFT)
OURS, LATER = (Kind.ACCOUNT, Why.OURS), (Kind.RETRY, Why.NONE)
OWN_WORDS: list[tuple[str, int, Any, tuple[tuple[str, str], ...], tuple[Kind, Why]]] = [
    ("postmark", 422, {"ErrorCode": 406, "Message": "This recipient is inactive."}, (), NOBODY),
    ("postmark", 422, {"ErrorCode": 300, "Message": "Invalid 'To' address: 'x@'."}, (), NOBODY),
    ("postmark", 422, {"ErrorCode": 300, "Message": "Invalid 'From' address."}, (), OURS),
    ("postmark", 422, {"ErrorCode": 300, "Message": "The HtmlBody is too long."}, (), MESSAGE),
    ("postmark", 422, {"ErrorCode": 400, "Message": "The 'From' address is no Sender Signature."}, (), OURS),
    ("postmark", 422, {"ErrorCode": 405, "Message": "Not allowed to send."}, (), OURS),
    ("postmark", 422, {"ErrorCode": 100, "Message": "Maintenance."}, (), LATER),
    ("mailgun", 400, {"message": "'to' parameter is not a valid address."}, (), NOBODY),
    ("mailgun", 400, {"message": "Domain mg.x is not allowed to send: unverified"}, (), OURS),
    ("sendgrid", 400, {"errors": [{"message": "Not valid.", "field": "personalizations.0.to.0.email"}]}, (), NOBODY),
    ("sendgrid", 400, {"errors": [{"message": "The from email is not valid", "field": "from.email"}]}, (), OURS),
    ("sendgrid", 413, {"errors": [{"message": "Too large", "field": None}]}, (), MESSAGE),
    ("brevo", 400, {"code": "invalid_parameter", "message": "email is not valid in to"}, (), NOBODY),
    ("brevo", 400, {"code": "invalid_parameter", "message": "Rejected because the sender is not valid."}, (), OURS),
    ("brevo", 400, {"code": "not_enough_credits", "message": "Insufficient credits"}, (), OURS),
    ("ses", 400, {"message": "Address is not verified."}, (("x-amzn-ErrorType", "MessageRejected:x"),), OURS),
    ("ses", 400, {"message": "Virus"}, (("x-amzn-ErrorType", "MessageRejected"),), MESSAGE),
    ("ses", 400, {"message": "Daily quota"}, (("x-amzn-ErrorType", "LimitExceededException:"),), LATER),
    ("resend", 422, {"name": "validation_error", "message": "Invalid `to` field."}, (), NOBODY),
    ("resend", 403, {"name": "validation_error", "message": "The x domain is not verified."}, (), OURS),
    ("sparkpost", 420, {"errors": [{"message": "Exceed Sending Limit (daily)"}]}, (), LATER),
    ("sparkpost", 400, {"errors": [{"message": "Unconfigured Sending Domain <x>"}]}, (), OURS),
]  # fmt: skip


@pytest.mark.parametrize(("key", "status", "body", "headers", "expected"), OWN_WORDS)
def test_a_providers_own_words_say_whose_fault_it_is(
    key: str, status: int, body: Any, headers: Any, expected: tuple[Kind, Why], parcel: WritesParcel
) -> None:
    with provider_running(key) as fake:
        fake.faults = [Fault("answer", status, body, headers)]
        (outcome,) = send(fake, parcel())
        assert (outcome.kind, outcome.fault) == expected, outcome
        assert fake.taken == []
        assert outcome.reply.endswith(".")


def test_nobody_listens_there_and_it_may_be_tried_again(parcel: WritesParcel) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{closed.getsockname()[1]}"
        line = channel.open({"provider": "postmark", "token": "x", "base": base}, timeout=10)
        outcome = line.hand_over(parcel())
    assert outcome is not None
    assert (outcome.kind, outcome.code) == (Kind.RETRY, "")
    assert "refuses connections there; nothing was sent." in outcome.reply


def test_a_line_that_was_idle_too_long_is_opened_anew_without_a_word(
    postmark: FakeProvider, parcel: WritesParcel
) -> None:
    line = channel.open(postmark.settings, timeout=10)
    assert (line.hand_over(parcel(1)) or line.finish()).kind is Kind.SENT
    postmark.faults = [Fault("cut-head")]
    assert line.hand_over(parcel(2)) is None
    time.sleep(0.05)  # so that the hanging up is heard before the last octet leaves
    assert line.finish().kind is Kind.SENT
    line.close()
    assert [len(postmark.taken), postmark.connections] == [2, 2]


def test_a_letter_that_cannot_be_written_is_refused_here(postmark: FakeProvider, parcel: WritesParcel) -> None:
    broken, far = send(postmark, parcel(subject=""), parcel(recipient=Mailbox("", "zoë@example.com")))
    assert (broken.kind, broken.fault) == (Kind.REFUSED, Why.OURS)
    assert (far.kind, far.fault) == (Kind.REFUSED, Why.SOFT)
    assert wire_address("zoë@example.com").needs_utf8
    assert postmark.calls == 0


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """A certificate for localhost, which this machine trusts while the test runs."""
    certificate = make_certificate(tmp_path)
    context = ssl.create_default_context(cafile=certificate.ca_file)
    monkeypatch.setattr(http, "_tls", lambda: context)
    return certificate


def test_mails_leave_encrypted_over_one_line(trusted: Certificate, parcel: WritesParcel) -> None:
    with provider_running("brevo", trusted) as fake:
        outcomes = send(fake, *(parcel(number) for number in range(3)))
        assert [one.kind for one in outcomes] == [Kind.SENT] * 3
        assert (len(fake.taken), fake.connections) == (3, 1)


def test_an_answer_lost_on_an_encrypted_line_is_unclear_all_the_same(
    trusted: Certificate, parcel: WritesParcel
) -> None:
    with provider_running("postmark", trusted) as fake:
        fake.faults = [Fault("cut")]
        assert send(fake, parcel())[0].kind is Kind.UNCLEAR


@pytest.mark.parametrize(("name", "days"), [("localhost", -3), ("other.example", 2)])
def test_whoever_cannot_prove_the_providers_name_gets_no_mail_and_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parcel: WritesParcel, name: str, days: int
) -> None:
    certificate = make_certificate(tmp_path, name=name, days=days)
    context = ssl.create_default_context(cafile=certificate.ca_file)
    monkeypatch.setattr(http, "_tls", lambda: context)
    with provider_running("postmark", certificate) as fake:
        (outcome,) = send(fake, parcel())
        assert (outcome.kind, outcome.fault) == (Kind.ACCOUNT, Why.OURS)
        assert "shows a certificate that does not hold" in outcome.reply
        assert fake.calls == 0


def test_while_the_clock_is_set_mail_goes_to_this_machine_only(
    monkeypatch: pytest.MonkeyPatch, parcel: WritesParcel
) -> None:
    monkeypatch.setenv("AFTERWORD_CLOCK", "2019-06-30T09:00:00Z")
    line = channel.open({"provider": "postmark", "token": "x", "base": "https://192.0.2.1"}, timeout=10)
    outcome = line.hand_over(parcel())
    assert outcome is not None
    assert outcome.kind is Kind.ACCOUNT
    assert "this machine" in outcome.reply


def test_amazons_signature_is_that_of_its_own_test_suite() -> None:
    signer = Signer("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "service")
    headers = {"host": "example.amazonaws.com", "x-amz-date": "20150830T123600Z"}
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    posted = signer.proof(Call("/"), headers, nothing)
    assert posted.endswith("Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")
    asked = signer.proof(Call("/", method="GET"), headers, nothing)
    assert asked.endswith("Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")


URLS = {
    "postmark://abc-123@": {"provider": "postmark", "token": "abc-123"},
    "postmark://abc@broadcast": {"provider": "postmark", "token": "abc", "stream": "broadcast"},
    "mailgun://key@mg.frames.example?region=eu": {
        "provider": "mailgun", "api_key": "key", "domain": "mg.frames.example", "region": "eu",
    },
    "ses://AKIA:a%2Fb%2Bc@eu-west-1": {
        "provider": "ses", "access_key": "AKIA", "secret_key": "a/b+c", "region": "eu-west-1",
    },
    "sendgrid://SG.x.y@eu": {"provider": "sendgrid", "api_key": "SG.x.y", "region": "eu"},
    "brevo://xkeysib@?base=http://localhost:9999": {
        "provider": "brevo", "api_key": "xkeysib", "base": "http://localhost:9999",
    },
}  # fmt: skip


@pytest.mark.parametrize(("url", "settings"), URLS.items())
def test_a_provider_in_email_url(url: str, settings: dict[str, str]) -> None:
    found = settings_from_url(url)
    assert found == settings
    way_out(found)


@pytest.mark.parametrize(
    "url",
    [
        "postmark://",
        "postmark://secret-token@/somewhere",
        "mailgun://secret-key@",
        "mailgun://secret-key@mg.example?region=mars",
        "ses://AKIA@eu-west-1",
        "sendgrid://secret@?colour=red",
        "brevo://secret@?base=http://api.brevo.example",
        "brevo://secret@?base=ftp://localhost",
        "brevo://secret%0Asecret@",
        "fedex://secret@",
    ],
)
def test_what_cannot_be_meant_is_refused_without_repeating_the_key(url: str) -> None:
    with pytest.raises(BadSettings) as refused:
        way_out(settings_from_url(url))
    assert "secret" not in str(refused.value)
    assert str(refused.value).endswith(".")
