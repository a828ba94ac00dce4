"""Fifty calls of thirteen providers, as django-anymail collected them: every value that it asserts is what we read."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent
from typing import Any
from urllib.parse import urlencode

import pytest

from afterword.domain.inbound.told import What
from afterword.public.hooks.posted import Posted
from afterword.public.hooks.reading import Event, Unreadable, events_in, mail_in, told_by

EXAMPLES = Path(__file__).resolve().parents[4] / "shared" / "data" / "esp_webhooks"
#: Of this example only a fragment was collected: the values it asserts stand in no payload.
FRAGMENTS = {"MailgunLegacyTestCase.test_metadata_key_conflicts"}
#: Says that a mail came in, and holds none.
HALF_A_MAIL = {"AmazonSESNotificationsTests.test_incorrect_received_event"}


def examples() -> list[dict[str, Any]]:
    listed = EXAMPLES / "payloads.jsonl"
    if not listed.exists():
        return []
    return [json.loads(line) for line in listed.read_text(encoding="utf-8").splitlines() if line]


pytestmark = pytest.mark.skipif(not examples(), reason="../shared/data/esp_webhooks is not here")


def posted(example: dict[str, Any]) -> tuple[str, Posted]:
    """The example as its provider would post it."""
    esp, payload = example["esp"], example["payload"]
    provider = esp.removesuffix("_webhooks").removesuffix("_inbound").replace("_", "-").replace("amazon-ses", "ses")
    if esp == "brevo_inbound":
        payload = {"items": [payload]}
    if provider == "mandrill":
        payload["msg"]["raw_msg"] = dedent(payload["msg"]["raw_msg"])  # collected as it was indented in a test
        body = urlencode({"mandrill_events": json.dumps([payload])}).encode()
        return provider, Posted(body, {}, content_type="application/x-www-form-urlencoded")
    return provider, Posted(json.dumps(payload).encode(), {}, content_type="application/json")


def value_of(event: Event, path: str) -> Any:
    room, _, name = path.partition(".")
    found = getattr(event if room == "event" else event.message, name)
    # The line ends of a mail's words are those of its transport: Python's own, whichever version it is.
    return found.replace("\r\n", "\n") if name in ("text", "html") else found


@pytest.mark.parametrize("example", examples(), ids=lambda one: one["test"])
def test_every_asserted_value_is_what_we_read(example: dict[str, Any]) -> None:
    provider, call = posted(example)
    if example["test"] in FRAGMENTS | HALF_A_MAIL:
        with pytest.raises(Unreadable):
            events_in(provider, call)
        return
    events = events_in(provider, call)
    if not example["expected"]:
        assert all(told_by(provider, event).meaning.what in (What.LEFT, What.NOTHING) for event in events)
        return
    (event,) = events
    for path, expected in example["expected"].items():
        wanted = expected.replace("\r\n", "\n") if path in ("message.text", "message.html") else expected
        assert value_of(event, path) == wanted, path


def test_nearly_all_examples_assert_something() -> None:
    asserted = [one for one in examples() if one["expected"] and one["test"] not in FRAGMENTS]
    assert len(asserted) == 46
    assert sum(len(one["expected"]) for one in asserted) > 170


#: What each means for us: (event, reason) by its test.
MEANT = {
    "BrevoDeliveryTestCase.test_delivered_event": "arrived",
    "BrevoDeliveryTestCase.test_spam": "complained",
    "BrevoDeliveryTestCase.test_invalid_email": "failed userunknown",
    "MailerSendTestCase.test_hard_bounced_event": "failed hostunknown",
    "MailerSendTestCase.test_soft_bounced_event": "failed expired",
    "MailerSendTestCase.test_spam_complaint_event": "complained",
    "MailerSendTestCase.test_unsubscribed_event": "unsubscribed",
    "MailjetDeliveryTestCase.test_sent_event": "arrived",
    "MailjetDeliveryTestCase.test_bounce_event": "failed userunknown",
    "MailjetDeliveryTestCase.test_blocked_event": "failed userunknown",
    "MailjetDeliveryTestCase.test_spam_event": "complained",
    "MailjetDeliveryTestCase.test_unsub_event": "unsubscribed",
    "MailjetDeliveryTestCase.test_bounced_greylist_event": "delayed",
    "PostalDeliveryTestCase.test_bounce_event": "failed undefined",
    "PostmarkDeliveryTestCase.test_bounce_event": "failed userunknown",
    "PostmarkDeliveryTestCase.test_subscription_change_bounce": "failed userunknown",
    "PostmarkDeliveryTestCase.test_bounce_unsubscribe_variant": "unsubscribed",
    "SendGridDeliveryTestCase.test_dropped_invalid_event": "failed userunknown",
    "SendGridDeliveryTestCase.test_dropped_bounced": "failed userunknown",
    "SendGridDeliveryTestCase.test_dropped_unsubscribed_event": "unsubscribed",
    "SendGridDeliveryTestCase.test_bounce_event": "failed userunknown",
    "SparkPostDeliveryTestCase.test_delay_event": "delayed",
    "UnisenderGoTestCase.test_hard_bounced_event": "failed userunknown",
    "UnisenderGoTestCase.test_soft_bounced_event": "delayed",
    "UnisenderGoTestCase.test_unsubscribed_event": "unsubscribed",
    "UnisenderGoTestCase.test_opened_event": "left",
}


@pytest.mark.parametrize("example", [one for one in examples() if one["test"] in MEANT], ids=lambda one: one["test"])
def test_what_it_means_for_the_customer(example: dict[str, Any]) -> None:
    provider, call = posted(example)
    (event,) = events_in(provider, call)
    meaning = told_by(provider, event).meaning
    said = f"{meaning.what} {meaning.reason}" if meaning.what is What.FAILED else str(meaning.what)
    assert said == MEANT[example["test"]]


@pytest.mark.parametrize("name", ["postmark-inbound-test-payload.json", "postmark-inbound-test-payload-with-raw.json"])
def test_a_mail_that_postmark_hands_on_is_a_mail_again(name: str) -> None:
    from afterword.channels.inbound.parsing import letter_of

    call = Posted((EXAMPLES / name).read_bytes(), {}, content_type="application/json")
    (event,) = events_in("postmark", call)
    letter = letter_of(mail_in("postmark", event, call))
    assert letter.header("from") == "Postmarkapp Support <support@postmarkapp.com>"
    assert letter.header("subject") == "Test subject"
    assert "This is a test text body." in letter.text
    assert letter.header("message-id")
    again = mail_in("postmark", events_in("postmark", call)[0], call)
    assert letter_of(again).header("message-id") == letter.header("message-id")
