"""Resend: https://resend.com/docs/api-reference/emails/send-email."""

from __future__ import annotations

from afterword.channels.email.providers.answers import field_of, mentions
from afterword.channels.email.providers.mail import Mail, address_of
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


def _ask(mail: Mail, settings: Settings) -> Call:
    document = {
        "from": address_of(mail.sender),
        "to": [address_of(mail.recipient)],
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "headers": {**mail.headers, "X-Metadata": f'{{"{MARK}":"{mail.name}"}}'},
    }
    if mail.parcel.reply_to:
        document["reply_to"] = address_of(mail.parcel.reply_to)
    # It remembers the key for a day, and answers a second call with the first one's answer.
    return json_call(
        "/emails", document, Authorization=f"Bearer {settings['api_key']}", Idempotency_Key=mail.name[:256]
    )


def _accepted(answer: Answer) -> str | None:
    name = field_of(answer, "id")
    return str(name) if name else None


def _refused(answer: Answer) -> Refusal | None:
    if answer.status in (400, 422) and mentions(answer, r"invalid `?to`?"):
        return NOBODY
    return ACCOUNT if answer.status in (400, 422) and mentions(answer, r"`?from`?|domain") else None


provider = Provider(
    key="resend",
    title="Resend",
    fields=(key_field("api_key", "API key", "In Resend: API Keys; “Sending access” is enough."),),
    from_url=FromUrl("api_key"),
    base=lambda settings: "https://api.resend.com",
    ask=_ask,
    accepted=_accepted,
    refused=_refused,
    question=lambda settings: question("/domains", Authorization=f"Bearer {settings['api_key']}"),
    allowed_anyway=lambda answer: field_of(answer, "name") == "restricted_api_key",
    once=True,
)
