"""SendGrid: https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send."""

from __future__ import annotations

from afterword.channels.email.providers.answers import mentions
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
from afterword.channels.port import Mailbox, SettingField

_HOSTS = {"global": "https://api.sendgrid.com", "eu": "https://api.eu.sendgrid.com"}
_OFF = {"enable": False}


def _ask(mail: Mail, settings: Settings) -> Call:
    document = {
        "personalizations": [{"to": [_box(mail.recipient)]}],
        "from": _box(mail.sender),
        "subject": mail.subject,
        "content": [{"type": "text/plain", "value": mail.text}, {"type": "text/html", "value": mail.html}],
        "headers": mail.headers,
        "custom_args": {MARK: mail.name},
        "tracking_settings": {"click_tracking": _OFF, "open_tracking": _OFF, "subscription_tracking": _OFF},
    }
    if mail.parcel.reply_to:
        document["reply_to"] = _box(mail.parcel.reply_to)
    return json_call("/v3/mail/send", document, Authorization=f"Bearer {settings['api_key']}")


def _box(box: Mailbox) -> dict[str, str]:
    return {"email": box.address, "name": box.name} if box.name else {"email": box.address}


def _accepted(answer: Answer) -> str | None:
    """It says 202 with nothing else than a header."""
    return answer.headers.get("x-message-id") or None if answer.status == 202 else None


def _refused(answer: Answer) -> Refusal | None:
    if answer.status == 400 and mentions(answer, r'"personalizations\.\d+\.to'):
        return NOBODY
    return ACCOUNT if answer.status == 400 and mentions(answer, r'"field"\s*:\s*"from') else None


provider = Provider(
    key="sendgrid",
    title="SendGrid",
    fields=(
        key_field("api_key", "API key", "In SendGrid: Settings, API Keys; “Mail Send” is enough."),
        SettingField(
            "region",
            "Region",
            "The European one is for accounts made there.",
            kind="choice",
            default="global",
            choices=(("global", "Global"), ("eu", "European Union")),
        ),
    ),
    from_url=FromUrl("api_key", host="region"),
    base=lambda settings: _HOSTS.get(settings["region"], _HOSTS["global"]),
    ask=_ask,
    accepted=_accepted,
    refused=_refused,
    question=lambda settings: question("/v3/scopes", Authorization=f"Bearer {settings['api_key']}"),
)
