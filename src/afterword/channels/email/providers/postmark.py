"""Postmark: https://postmarkapp.com/developer/api/email-api."""

from __future__ import annotations

from afterword.channels.email.providers.answers import field_of, mentions
from afterword.channels.email.providers.mail import Mail, address_of
from afterword.channels.email.providers.shape import (
    ACCOUNT,
    AGAIN,
    NOBODY,
    Answer,
    Call,
    FromUrl,
    Provider,
    Refusal,
    Settings,
)
from afterword.channels.email.providers.wording import MARK, json_call, key_field, question
from afterword.channels.port import SettingField

#: https://postmarkapp.com/developer/api/overview#error-codes
_INACTIVE = 406
_INVALID = 300
_BUSY = frozenset({100, 429})
_OURS = frozenset({10, 400, 401, 402, 403, 405, 409, 411, 412, 413, 1101, 1222, 1223, 1235})


def _ask(mail: Mail, settings: Settings) -> Call:
    document = {
        "From": address_of(mail.sender),
        "To": address_of(mail.recipient),
        "Subject": mail.subject,
        "TextBody": mail.text,
        "HtmlBody": mail.html,
        # Without the last of these it would put a Message-ID of its own in the place of ours.
        "Headers": [
            *({"Name": name, "Value": value} for name, value in mail.headers.items()),
            {"Name": "X-PM-KeepID", "Value": "true"},
        ],
        "Metadata": {MARK: mail.name},
        "MessageStream": settings["stream"],
        "TrackOpens": False,
        "TrackLinks": "None",
    }
    if mail.parcel.reply_to:
        document["ReplyTo"] = address_of(mail.parcel.reply_to)
    return json_call("/email", document, X_Postmark_Server_Token=settings["token"])


def _accepted(answer: Answer) -> str | None:
    name = field_of(answer, "MessageID")
    return str(name) if name and not field_of(answer, "ErrorCode") else None


def _refused(answer: Answer) -> Refusal | None:
    code = field_of(answer, "ErrorCode")
    if code == _INACTIVE or (code == _INVALID and mentions(answer, r"(invalid|error parsing) '(to|recipient)'")):
        return NOBODY
    if code in _BUSY:
        return AGAIN
    return ACCOUNT if code in _OURS or (code == _INVALID and mentions(answer, r"'from'")) else None


provider = Provider(
    key="postmark",
    title="Postmark",
    fields=(
        key_field("token", "Server API token", "In Postmark: your server, API Tokens."),
        SettingField(
            "stream", "Message stream", "Leave it, unless you have made a stream of your own.", default="outbound"
        ),
    ),
    from_url=FromUrl("token", host="stream"),
    base=lambda settings: "https://api.postmarkapp.com",
    ask=_ask,
    accepted=_accepted,
    refused=_refused,
    question=lambda settings: question("/server", X_Postmark_Server_Token=settings["token"]),
    rewrites=False,
)
