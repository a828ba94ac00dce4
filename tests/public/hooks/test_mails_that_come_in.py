"""Mails that a provider hands on are what the mailbox would have held: answers stop the machine, once."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from email import message_from_bytes
from urllib.parse import urlencode

import pytest

from afterword.conversations.models import Conversation, Received
from afterword.customers.models import Customer
from tests.public.hooks.hooked import Hooked
from tests.public.hooks.speaking import FORM, Call, amazons_call, mailguns_signature, signed

#: A photo from a telephone, as mails carry it.
PHOTO = base64.b64encode(bytes(range(256)) * 12_000).decode()


def postmark(hooked: Hooked, raw: bytes) -> Call:
    document = {"MessageID": "pm-1", "Headers": [{"Name": "Return-Path", "Value": "<ann@x>"}], "RawEmail": raw.decode()}
    return signed("postmark", json.dumps(document | {"FromFull": {}}).encode(), url=hooked.url)


def postmark_in_pieces(hooked: Hooked, raw: bytes) -> Call:
    mail = message_from_bytes(raw)
    document = {
        "FromFull": {"Email": hooked.written.address, "Name": "Ann"},
        "ToFull": [{"Email": "rosa@shop.example", "Name": ""}],
        "Subject": mail["Subject"],
        "MessageID": "pm-1",
        "Date": "Wed, 10 Jun 2026 11:00:00 +0200",
        "TextBody": mail.get_payload(),
        "Headers": [{"Name": "In-Reply-To", "Value": mail["In-Reply-To"]}],
        "Attachments": [{"Name": "photo.jpg", "Content": PHOTO, "ContentType": "image/jpeg"}],
    }
    return signed("postmark", json.dumps(document).encode(), url=hooked.url)


def mailgun(hooked: Hooked, raw: bytes) -> Call:
    form = {"recipient": "rosa@shop.example", "sender": "ann@x.example", "body-mime": raw.decode()}
    return Call(urlencode(form | mailguns_signature()).encode(), {}, FORM)


def mailgun_in_pieces(hooked: Hooked, raw: bytes) -> Call:
    mail = message_from_bytes(raw)
    form = {
        "recipient": "rosa@shop.example",
        "message-headers": json.dumps(list(mail.items())),
        "body-plain": mail.get_payload(),
        "attachment-count": "1",
    }
    files = {"attachment-1": ("photo.jpg", PHOTO)}
    body, content_type = multipart(form | mailguns_signature(), files)
    return Call(body, {}, content_type)


def sendgrid(hooked: Hooked, raw: bytes) -> Call:
    body, content_type = multipart({"email": raw.decode(), "envelope": '{"to":["r@x"],"from":"ann@x.example"}'})
    return signed("sendgrid", body, url=hooked.url, content_type=content_type)


def brevo(hooked: Hooked, raw: bytes) -> Call:
    mail = message_from_bytes(raw)
    item = {
        "Uuid": ["bv-1"],
        "Headers": dict(mail.items()),
        "RawTextBody": mail.get_payload(),
        "Attachments": [{"Name": "photo.jpg", "DownloadToken": "never-fetched"}],
    }
    return signed("brevo", json.dumps({"items": [item]}).encode(), url=hooked.url)


def ses(hooked: Hooked, raw: bytes) -> Call:
    told = {
        "notificationType": "Received",
        "mail": {"messageId": "ses-1", "source": "ann@x.example", "timestamp": "2026-06-10T09:00:00Z"},
        "receipt": {"action": {"type": "SNS", "encoding": "BASE64"}, "recipients": ["rosa@shop.example"]},
        "content": base64.b64encode(raw).decode(),
    }
    return Call(amazons_call(told), {}, "text/plain; charset=UTF-8")


def multipart(fields: dict[str, str], files: dict[str, tuple[str, str]] | None = None) -> tuple[bytes, str]:
    pieces = [
        f'--xyz\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    pieces += [
        f'--xyz\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        f"Content-Type: image/jpeg\r\n\r\n{content}\r\n"
        for name, (file, content) in (files or {}).items()
    ]
    return ("".join(pieces) + "--xyz--\r\n").encode(), 'multipart/form-data; boundary="xyz"'


WAYS: dict[str, tuple[str, Callable[[Hooked, bytes], Call]]] = {
    "postmark, raw": ("postmark", postmark),
    "postmark, in pieces": ("postmark", postmark_in_pieces),
    "mailgun, raw": ("mailgun", mailgun),
    "mailgun, in pieces": ("mailgun", mailgun_in_pieces),
    "sendgrid, raw": ("sendgrid", sendgrid),
    "brevo": ("brevo", brevo),
    "ses": ("ses", ses),
}


@pytest.mark.parametrize(("provider", "write"), WAYS.values(), ids=WAYS)
def test_an_answer_opens_a_conversation_and_stops_the_machine_once(
    hooked: Hooked, provider: str, write: Callable[[Hooked, bytes], Call]
) -> None:
    hooked.open(provider)
    call = write(hooked, hooked.written.mail("Thank you, they are lovely! — Ann"))
    assert [hooked.post(call) for _ in range(3)] == [200] * 3
    kept = Received.objects.get()
    assert (kept.kind, kept.words) == ("reply", "Thank you, they are lovely! — Ann")
    assert kept.message_row == hooked.written.message.pk, "it knows which letter it answers"
    assert Conversation.objects.get().state == "open"
    assert Customer.objects.get(pk=hooked.written.customer.pk).holds.filter(reason="reply").exists()


def test_what_a_machine_answers_stops_nothing(hooked: Hooked) -> None:
    hooked.open("postmark")
    away = hooked.written.mail("I am away until Monday.", Auto_Submitted="auto-replied", Subject="Out of office")
    assert hooked.post(postmark(hooked, away)) == 200
    assert not Conversation.objects.exists()


def test_a_strangers_mail_is_not_kept(hooked: Hooked) -> None:
    hooked.open("postmark")
    mail = hooked.written.mail("Buy my thing", From="x@stranger.example", In_Reply_To="")
    assert hooked.post(postmark(hooked, mail)) == 200
    assert not Received.objects.exists()


def test_an_answer_to_a_mail_whose_id_the_provider_changed_finds_its_letter(hooked: Hooked) -> None:
    hooked.open("ses")
    ours = hooked.written.message.message_id
    answer = hooked.written.mail(
        In_Reply_To="<0100018f@eu-north-1.amazonses.com>", References=f"<{ours}> <0100018f@eu-north-1.amazonses.com>"
    )
    assert hooked.post(ses(hooked, answer)) == 200
    assert Received.objects.get().message_row == hooked.written.message.pk
