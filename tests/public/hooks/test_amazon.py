"""Amazon's calls: believed by its certificate alone, which comes from Amazon alone, and only from topics that asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from afterword.channels.mail_hooks import MOST_TOPICS
from afterword.public.hooks import sns
from afterword.public.hooks.unproven import Unproven
from tests.public.hooks.hooked import Hooked
from tests.public.hooks.speaking import CERTIFICATE_URL, TOPIC, Call, amazons_call, amazons_certificate


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What was fetched."""
    urls: list[str] = []
    certificate = amazons_certificate()
    monkeypatch.setattr(sns, "fetched", lambda url: urls.append(url) or certificate)
    sns.forget_certificates()
    yield urls
    sns.forget_certificates()


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("kind", ["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"])
def test_both_of_amazons_signatures_are_believed(asked: list[str], kind: str, version: str) -> None:
    subject = {"Subject": "s"} if kind == "Notification" else {}
    sns.prove(json.loads(amazons_call("x", kind=kind, version=version, **subject)), (TOPIC,), now())
    sns.prove(json.loads(amazons_call("y", kind=kind, version=version)), (TOPIC,), now())
    assert asked == [CERTIFICATE_URL], "fetched once, and kept"


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.eu-north-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem",
        "https://sns.eu-north-1.amazonaws.com.evil.example/SimpleNotificationService-0123456789abcdef.pem",
        "https://evil.example/SimpleNotificationService-0123456789abcdef.pem",
        "https://sns.eu-north-1.amazonaws.com@evil.example/SimpleNotificationService-0123456789abcdef.pem",
        "https://evil.example#sns.eu-north-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem",
        "https://s3.eu-north-1.amazonaws.com/bucket/SimpleNotificationService-0123456789abcdef.pem",
        "https://sns.eu-north-1.amazonaws.com:8443/SimpleNotificationService-0123456789abcdef.pem",
        "https://sns.eu-north-1.amazonaws.com/other.pem",
        "https://sns.eu-north-1.amazonaws.com/a/../SimpleNotificationService-0123456789abcdef.pem",
        "https://sns.eu-north-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem?x=1",
        "https://sns..amazonaws.com/SimpleNotificationService-0123456789abcdef.pem",
        "https://127.0.0.1/SimpleNotificationService-0123456789abcdef.pem",
        "https://[::1",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_certificate_from_anywhere_else_is_never_fetched(asked: list[str], url: str) -> None:
    with pytest.raises(Unproven, match="Amazon"):
        sns.prove(json.loads(amazons_call("x", SigningCertURL=url)), (), now())
    assert asked == []


@pytest.mark.parametrize(
    "change",
    [
        {"Message": "another"}, {"TopicArn": TOPIC + "2"}, {"MessageId": "1"}, {"Signature": "AAAA"},
        {"Signature": "no base64"}, {"SignatureVersion": "3"}, {"SignatureVersion": "1"}, {"Type": "Other"},
        {"Timestamp": "2020-01-01T00:00:00Z"}, {"Message": {"a": 1}}, {"Subject": "added"},
    ],
)  # fmt: skip
def test_what_was_changed_on_the_way_is_not_believed(asked: list[str], change: dict[str, str]) -> None:
    with pytest.raises(Unproven):
        sns.prove(json.loads(amazons_call("x")) | change, (), now())


def test_what_is_no_call_at_all_is_not_believed(asked: list[str]) -> None:
    for call in (None, [], "x", {}, {"Type": 7}):
        with pytest.raises(Unproven):
            sns.prove(call, (), now())


@pytest.mark.parametrize(("ago", "fine"), [(23, True), (25, False), (-1, False)])
def test_a_call_is_good_for_a_day(asked: list[str], ago: int, fine: bool) -> None:
    at = (now() - timedelta(hours=ago)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    call = json.loads(amazons_call("x", Timestamp=at))
    if fine:
        sns.prove(call, (), now())
    else:
        with pytest.raises(Unproven, match="too long ago"):
            sns.prove(call, (), now())


def test_while_the_certificate_cannot_be_fetched_the_call_shall_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sns, "fetched", lambda url: None)
    sns.forget_certificates()
    with pytest.raises(Unproven) as unproven:
        sns.prove(json.loads(amazons_call("x")), (), now())
    assert unproven.value.status == 503


def test_a_certificate_that_has_run_out_proves_nothing(asked: list[str]) -> None:
    later = now() + timedelta(days=3)
    call = amazons_call("x", Timestamp=later.strftime("%Y-%m-%dT%H:%M:%S.000Z"))
    with pytest.raises(Unproven):
        sns.prove(json.loads(call), (), later)


def test_a_topic_subscribes_and_a_fourth_one_may_not(hooked: Hooked) -> None:
    hooked.open("ses")
    for number in range(MOST_TOPICS):
        confirm = amazons_call("x", kind="SubscriptionConfirmation", TopicArn=f"{TOPIC}{number}")
        assert hooked.post(Call(confirm, {}, "text/plain")) == 200
    assert [url for url in hooked.asked if "ConfirmSubscription" in url] == [
        "https://sns.eu-north-1.amazonaws.com/?Action=ConfirmSubscription"
    ] * MOST_TOPICS
    fourth = amazons_call("x", kind="SubscriptionConfirmation", TopicArn=f"{TOPIC}9")
    assert hooked.post(Call(fourth, {}, "text/plain")) == 403
    assert hooked.post(hooked.bounce("ses")) == 403, "nor may it tell"
    assert hooked.received == []


def test_a_subscription_elsewhere_is_never_confirmed(hooked: Hooked) -> None:
    hooked.open("ses")
    confirm = amazons_call("x", kind="SubscriptionConfirmation", SubscribeURL="https://evil.example/?Action=x")
    assert hooked.post(Call(confirm, {}, "text/plain")) == 503
    assert hooked.asked == [CERTIFICATE_URL]


def test_amazons_greeting_is_heard_in_silence(hooked: Hooked) -> None:
    hooked.open("ses")
    hello = amazons_call("Successfully validated SNS topic for Amazon SES event publishing.")
    assert hooked.post(Call(hello, {}, "text/plain")) == 200
    assert hooked.received == []
