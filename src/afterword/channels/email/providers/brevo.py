"""Brevo: https://developers.brevo.com/reference/sendtransacemail."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from afterword.channels.email.providers.answers import field_of, mentions
from afterword.channels.email.providers.mail import Mail
from afterword.channels.email.providers.shape import (
    ACCOUNT,
    NOBODY,
    Answer,
    Call,
    FromUrl,
    Provider,
    Refusal,
    Settings,
)
from afterword.channels.email.providers.wording import MARK, json_call, key_field, question
from afterword.channels.port import Mailbox

_OURS = frozenset({"unauthorized", "permission_denied", "not_enough_credits", "account_under_validation"})


def _ask(mail: Mail, settings: Settings) -> Call:
    document = {
        "sender": _box(mail.sender),
        "to": [_box(mail.recipient)],
        "subject": mail.subject,
        "textContent": mail.text,
        "htmlContent": mail.html,
        # It remembers the key for a quarter of an hour, and makes one mail of all calls that bear it.
        "headers": {
            **mail.headers,
            "idempotencyKey": str(uuid5(NAMESPACE_URL, mail.message_id)),
            "X-Mailin-custom": f'{{"{MARK}":"{mail.name}"}}',
        },
    }
    if mail.parcel.reply_to:
        document["replyTo"] = _box(mail.parcel.reply_to)
    return json_call("/v3/smtp/email", document, api_key=settings["api_key"])


def _box(box: Mailbox) -> dict[str, str]:
    return {"email": box.address, "name": box.name[:70]} if box.name else {"email": box.address}


def _accepted(answer: Answer) -> str | None:
    name = field_of(answer, "messageId")
    return str(name) if name else None


def _refused(answer: Answer) -> Refusal | None:
    if field_of(answer, "code") in _OURS or (answer.status == 400 and mentions(answer, r"sender")):
        return ACCOUNT
    return NOBODY if answer.status == 400 and mentions(answer, r"email is not valid in to") else None


provider = Provider(
    key="brevo",
    title="Brevo",
    fields=(key_field("api_key", "API key", "In Brevo: your name, SMTP & API, API Keys."),),
    from_url=FromUrl("api_key"),
    base=lambda settings: "https://api.brevo.com",
    ask=_ask,
    accepted=_accepted,
    refused=_refused,
    question=lambda settings: question("/v3/account", api_key=settings["api_key"]),
    once=True,
)
