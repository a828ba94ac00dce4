"""What mail providers tell: believed only where it is proven, taken in once, and never an error of ours."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from afterword.channels.mail_hooks import HOOK_KINDS, close_hook, hook_account, open_hook, renew_hook
from afterword.conversations import reported
from afterword.followups.models import FollowUp, Message
from afterword.infra.tenancy import acting_for
from tests.conversations.conftest import Later
from tests.public.hooks.hooked import Hooked
from tests.public.hooks.speaking import BOUNCES, Call, mailguns_signature, signed
from tests.setting.leaving import states


def postmark(hooked: Hooked, **told: object) -> Call:
    usual = {"MessageID": "provider-1", "Metadata": {"afterword": hooked.written.message.message_id}}
    return signed("postmark", json.dumps(usual | told).encode(), url=hooked.url)


def test_every_provider_speaks_here() -> None:
    assert set(BOUNCES) == set(HOOK_KINDS)


@pytest.mark.parametrize("provider", sorted(HOOK_KINDS))
def test_a_bounce_counts_only_where_it_is_proven_and_once_however_often_it_is_told(
    hooked: Hooked, provider: str
) -> None:
    hooked.open(provider)
    call = hooked.bounce(provider)
    assert all(hooked.post(one) in (401, 403) for one in forged(provider, call))
    assert (hooked.received, hooked.suppressed) == ([], [])
    account = hook_account()
    assert account is not None
    assert account.paused_reason.startswith("A call came"), "the owner is told"
    assert [hooked.post(call) for _ in range(3)] == [200] * 3
    assert len(hooked.received) == 1
    assert hooked.received[0][0] == "bounce"
    assert hooked.suppressed == ["bounce"]
    assert hooked.bad.startswith("came back: ")
    assert states(hooked.written.owed)[0] == "failed"
    account.refresh_from_db()
    assert (account.tested_at is not None, account.paused_reason) == (True, ""), "all is well again"


def forged(provider: str, call: Call) -> list[Call]:
    """Without a proof, with another one, and with other words than those that were proven."""
    if provider == "mailgun":
        return [replace(call, body=call.body.replace(b'"signature": "', b'"signature": "0'))]
    if provider == "ses":
        other = call.body.replace(b"5.1.1", b"5.1.0")
    else:
        other = call.body + (b"&x=1" if provider == "mandrill" else b" ")
    signs_words = provider not in ("brevo", "mailjet", "postmark", "sparkpost")
    return [
        replace(call, headers={}, body=other.replace(b'"auth": "', b'"auth": "0')),
        replace(call, headers=dict.fromkeys(call.headers, "AAAA"), body=other),
        *([replace(call, body=other)] if signs_words else []),
    ]


def test_without_the_password_it_is_asked_for(hooked: Hooked) -> None:
    hooked.open("postmark")
    answer = hooked.client.post(hooked.path, b"{}", content_type="application/json")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Basic realm="Afterword"')


@pytest.mark.parametrize(
    ("provider", "old", "late"), [("mailgun", 90_000, 20_000), ("sendgrid", 90_000, 20_000), ("resend", 400, 200)]
)
def test_a_signature_is_good_for_a_while_only(hooked: Hooked, provider: str, old: int, late: int) -> None:
    hooked.open(provider)
    body = hooked.bounce(provider).body

    def told(ago: int) -> Call:
        if provider == "mailgun":
            document = json.loads(body) | {"signature": mailguns_signature(time.time() - ago)}
            return Call(json.dumps(document).encode(), {})
        return signed(provider, body, now=time.time() - ago)

    assert hooked.post(told(old)) == 403
    assert hooked.post(told(-400)) == 403
    assert hooked.received == []
    assert hooked.post(told(late)) == 200
    assert len(hooked.received) == 1


def test_an_address_that_was_renewed_or_closed_is_dead_at_once(hooked: Hooked) -> None:
    hooked.open("postmark")
    before, call = hooked.path, hooked.bounce("postmark")
    renew_hook()
    hooked.hook = open_hook(provider="postmark")
    assert hooked.post(call, before) == 404
    assert hooked.path != before
    assert hooked.post(call) == 401, "the password is another one, too"
    again = hooked.path
    close_hook()
    assert hooked.post(call, again) == 404
    hooked.open("postmark")
    assert hooked.path not in (before, again)
    assert hooked.received == []


def test_an_address_is_one_providers_and_one_businesses(hooked: Hooked) -> None:
    hooked.open("mailgun")
    call = hooked.bounce("mailgun")
    assert hooked.post(call, hooked.path.replace("/mailgun/", "/postmark/")) == 404
    assert hooked.post(call, hooked.path[:-1] + ("A" if hooked.path[-1] != "A" else "B")) == 404
    assert hooked.post(call, hooked.path.replace("/hooks/mailgun/", "/hooks/fedex/")) == 404
    from tests.public.frame_shop import open_frame_shop

    with acting_for(None):
        other = open_frame_shop()
    mine = hooked.written.shop.business.slug
    assert hooked.post(call, hooked.path.replace(f"/{mine}/", f"/{other.business.slug}/", 1)) == 404
    assert hooked.received == []


def test_looking_at_the_address_changes_nothing_and_says_that_it_is_there(hooked: Hooked) -> None:
    hooked.open("mailjet")
    assert hooked.client.get(hooked.path).status_code == hooked.client.head(hooked.path).status_code == 200
    assert hooked.client.put(hooked.path).status_code == 405
    account = hook_account()
    assert account is not None
    assert account.tested_at is None


def test_too_much_is_refused_before_it_is_read(hooked: Hooked) -> None:
    hooked.open("postmark")
    call = hooked.bounce("postmark")
    answer = hooked.client.post(
        hooked.path, b"{}", content_type="application/json", headers=call.headers, CONTENT_LENGTH="99000000"
    )
    assert answer.status_code == 413


def test_a_mail_that_arrives_after_all_is_unclear_no_more(hooked: Hooked) -> None:
    hooked.open("postmark")
    Message.objects.update(state="unclear", sent_at=None)
    FollowUp.objects.update(state="unclear", closed_at=None)
    assert hooked.post(postmark(hooked, RecordType="Delivery", Recipient=hooked.written.address)) == 200
    assert states(hooked.written.owed) == ("sent", "done")
    assert hooked.received == []


def test_a_bounce_of_an_unclear_mail_says_first_that_it_left(hooked: Hooked) -> None:
    hooked.open("postmark")
    Message.objects.update(state="unclear", sent_at=None)
    FollowUp.objects.update(state="unclear", closed_at=None)
    assert hooked.post(hooked.bounce("postmark")) == 200
    assert states(hooked.written.owed)[0] == "failed"


def test_the_same_told_by_two_calls_at_once_counts_once(hooked: Hooked, monkeypatch: pytest.MonkeyPatch) -> None:
    hooked.open("postmark")
    assert hooked.post(hooked.bounce("postmark")) == 200
    # The other call looks before this one has written, and is stopped by the table alone.
    monkeypatch.setattr(reported, "_is_known", lambda told: False)
    assert hooked.post(hooked.bounce("postmark")) == 200
    assert len(hooked.received) == 1


def test_who_tells_while_the_mail_is_being_handed_over_is_asked_to_tell_again(hooked: Hooked) -> None:
    hooked.open("postmark")
    Message.objects.update(state="handing")
    assert hooked.post(hooked.bounce("postmark")) == 503
    assert hooked.received == []
    Message.objects.update(state="sent")
    assert hooked.post(hooked.bounce("postmark")) == 200
    assert len(hooked.received) == 1


def test_a_complaint_and_an_unsubscription_stop_the_mail(hooked: Hooked) -> None:
    hooked.open("postmark")
    assert (
        hooked.post(
            postmark(hooked, RecordType="SpamComplaint", Type="SpamComplaint", ID=7, Email=hooked.written.address)
        )
        == 200
    )
    assert hooked.suppressed == ["complaint"]
    assert states(hooked.written.owed) == ("sent", "done")
    changed = postmark(
        hooked, RecordType="SubscriptionChange", SuppressSending=True, SuppressionReason="ManualSuppression",
        Recipient=hooked.written.address, ChangedAt="2026-06-10T12:00:00Z",
    )  # fmt: skip
    assert hooked.post(changed) == 200
    assert [kind for kind, _ in hooked.received] == ["complaint", "other"]


def test_a_mailbox_that_is_full_is_tried_again_and_the_address_lives(hooked: Hooked) -> None:
    hooked.open("postmark")
    call = postmark(
        hooked, RecordType="Bounce", Type="SoftBounce", ID=8, Email=hooked.written.address,
        Details="smtp;452 4.2.2 mailbox full",
    )  # fmt: skip
    assert hooked.post(call) == 200
    assert hooked.received == [("bounce", "mailboxfull")]
    assert (hooked.suppressed, hooked.bad) == ([], "")
    assert states(hooked.written.owed) == ("approved", "approved")


def test_opening_and_clicking_are_nobodys_business(hooked: Hooked) -> None:
    hooked.open("postmark")
    for told in ("Open", "Click"):
        assert hooked.post(postmark(hooked, RecordType=told, Recipient=hooked.written.address)) == 200
    assert hooked.received == []
    assert states(hooked.written.owed) == ("sent", "done")


def test_a_report_that_names_no_mail_of_ours_is_believed_where_there_was_one_lately(
    hooked: Hooked, later: Later
) -> None:
    hooked.open("mailersend")
    call = hooked.bounce("mailersend", theirs="of-another-program")
    stranger = BOUNCES["mailersend"]("nobody@example.com", "", "x", "")
    assert hooked.post(stranger) == 200
    assert hooked.received == []
    later(timedelta(days=31))
    assert hooked.post(call) == 200
    assert hooked.received == []
    later(timedelta(days=-31))
    assert hooked.post(call) == 200
    assert len(hooked.received) == 1


def test_our_name_with_somebody_elses_address_is_not_believed(hooked: Hooked) -> None:
    hooked.open("postmark")
    call = BOUNCES["postmark"]("somebody@else.example", hooked.written.message.message_id, "x", hooked.url)
    assert hooked.post(call) == 200
    assert (hooked.received, hooked.suppressed) == ([], [])


GARBAGE = [
    b"", b"{", b"null", b"[]", b"{}", b"[null]", b"[[]]", b'"x"', b"1e999", b"\xff\xfe\x00", b"[" * 20_000,
    b'{"items":[null]}', b'{"RecordType":"Bounce","Email":{"a":[]},"ID":{"x":1},"BouncedAt":"never"}',
    b'{"RecordType":"Bounce","Type":["HardBounce"],"Email":null,"Metadata":null}',
    b'{"RecordType":"Bounce","Email":"a\\u0000b@example.org","ID":"\\ud800"}',
    b'[{"msys":{"message_event":{"type":"bounce","raw_rcpt_to":7,"timestamp":"x","bounce_class":{}}}}]',
    b'[{"event":"bounce","email":["x"],"timestamp":1e40,"sg_event_id":[]}]',
    b'{"event":"hard_bounce","email":{},"ts_epoch":1e40,"message-id":[]}',
    b'{"signature":[],"event-data":{}}',
    b'{"FromFull":{"Email":"x"},"Headers":[{"Name":"From","Value":"\\n\\rBcc: x"}],"TextBody":"\\ud800"}',
    b'{"event":"bounce","time":"x","MessageID":{},"email":9,"hard_bounce":"yes"}',
    b'{"Headers":{"From":["a@b",7]},"Parts":[{}],"Text-part":7}',
]  # fmt: skip


def test_naughty_strings_anywhere_in_a_report_are_no_error_of_ours(hooked: Hooked) -> None:
    listed = Path(__file__).resolve().parents[4] / "shared" / "data" / "naughty_strings" / "blns.json"
    if not listed.exists():
        pytest.skip("../shared/data/naughty_strings is not here")
    hooked.open("postmark")
    strings = json.loads(listed.read_text(encoding="utf-8"))
    for number, text in enumerate(strings):
        details = {"Details": f"smtp;452 4.2.2 {text}", "Description": text, "Metadata": {text: text}, "ID": text}
        kind = ("Bounce", "SpamComplaint", "SubscriptionChange")[number % 3] if number % 7 == 0 else "Bounce"
        told = postmark(hooked, RecordType=kind, Type="SoftBounce", Email=text, MessageID=text, **details)
        assert hooked.post(told) in (200, 400), text
    assert hooked.suppressed == []


def test_a_form_that_nobody_sends_is_no_error_of_ours(hooked: Hooked) -> None:
    hooked.open("mailgun")
    forms = [
        (b"a=1&" * 500, "application/x-www-form-urlencoded"),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary*=utf-8''%FF"),
        (
            b"--x\r\nContent-Disposition: form-data; name*=x'y'%ff\r\n\r\nv\r\n--x--",
            'multipart/form-data; boundary="x"',
        ),
        (b"\x00" * 99, "multipart/form-data"),
    ]
    for body, content_type in forms:
        assert hooked.post(Call(body, {}, content_type)) == 403


@pytest.mark.parametrize("provider", ["postmark", "brevo", "mailjet", "sparkpost", "sendgrid", "mailersend", "resend"])
def test_whatever_is_told_it_is_no_error_of_ours(hooked: Hooked, provider: str) -> None:
    hooked.open(provider)
    for body in GARBAGE:
        assert hooked.post(signed(provider, body, url=hooked.url)) in (200, 400, 403), body
    assert hooked.suppressed == []
