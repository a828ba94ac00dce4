"""Amazon SES, version 2 of its interface: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html."""

from __future__ import annotations

from base64 import b64encode

from afterword.channels.email.providers.answers import field_of, mentions
from afterword.channels.email.providers.mail import Mail, address_of
from afterword.channels.email.providers.shape import (
    ACCOUNT,
    AGAIN,
    Answer,
    Call,
    FromUrl,
    Provider,
    Refusal,
    Settings,
)
from afterword.channels.email.providers.sigv4 import signed
from afterword.channels.email.providers.wording import json_call, key_field, question
from afterword.channels.port import SettingField

_BUSY = frozenset({"TooManyRequestsException", "LimitExceededException", "ThrottlingException", "Throttling"})
_OURS = frozenset(
    {
        "AccountSuspendedException",
        "SendingPausedException",
        "MailFromDomainNotVerifiedException",
        "NotFoundException",
    }
)


def _ask(mail: Mail, settings: Settings) -> Call:
    document = {
        "FromEmailAddress": address_of(mail.sender) if mail.sender.name.isascii() else mail.sender.address,
        "Destination": {"ToAddresses": [mail.recipient.address]},
        "Content": {"Raw": {"Data": b64encode(mail.raw).decode("ascii")}},
    }
    if settings["configuration_set"]:
        document["ConfigurationSetName"] = settings["configuration_set"]
    return json_call("/v2/email/outbound-emails", document)


def _accepted(answer: Answer) -> str | None:
    name = field_of(answer, "MessageId")
    return str(name) if name else None


def _refused(answer: Answer) -> Refusal | None:
    kind = answer.headers.get("x-amzn-errortype", "").partition(":")[0]
    if kind in _BUSY:
        return AGAIN
    not_verified = kind == "MessageRejected" and mentions(answer, r"not verified|sandbox|suspended|paused")
    return ACCOUNT if kind in _OURS or not_verified else None


provider = Provider(
    key="ses",
    title="Amazon SES",
    fields=(
        SettingField("access_key", "Access key ID", "Of a user in AWS that may do ses:SendEmail.", required=True),
        key_field("secret_key", "Secret access key", "Shown once, when the access key is made."),
        SettingField(
            "region", "Region", "Where your domain is verified: eu-north-1", default="eu-north-1", required=True
        ),
        SettingField(
            "configuration_set", "Configuration set", "Only if you publish events by one; otherwise leave it empty."
        ),
    ),
    from_url=FromUrl("access_key", "secret_key", "region"),
    base=lambda settings: f"https://email.{settings['region']}.amazonaws.com",
    ask=_ask,
    accepted=_accepted,
    refused=_refused,
    question=lambda settings: question("/v2/email/account"),
    allowed_anyway=lambda answer: mentions(answer, r"is not authorized to perform"),
    sign=signed,
)
