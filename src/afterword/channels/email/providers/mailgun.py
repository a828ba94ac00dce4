"""Mailgun: https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages."""

from __future__ import annotations

from base64 import b64encode
from hashlib import blake2b

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
from afterword.channels.email.providers.wording import MARK, key_field
from afterword.channels.port import SettingField

_HOSTS = {"us": "https://api.mailgun.net", "eu": "https://api.eu.mailgun.net"}


def _ask(mail: Mail, settings: Settings) -> Call:
    """The mail as it is (`messages.mime`): Mailgun keeps its Message-ID and all its headers."""
    fields = {"to": address_of(mail.recipient), "o:tracking": "no", f"v:{MARK}": mail.name}
    boundary = f"afterword-{blake2b(mail.raw, digest_size=16).hexdigest()}"
    pieces = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    pieces += [
        f'--{boundary}\r\nContent-Disposition: form-data; name="message"; filename="message.mime"\r\n'
        "Content-Type: message/rfc822\r\n\r\n".encode(),
        mail.raw,
        f"\r\n--{boundary}--".encode(),
    ]
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", **_key(settings)}
    return Call(f"/v3/{settings['domain']}/messages.mime", headers, b"".join(pieces))


def _key(settings: Settings) -> dict[str, str]:
    login = b64encode(f"api:{settings['api_key']}".encode()).decode()
    return {"Authorization": f"Basic {login}"}


def _accepted(answer: Answer) -> str | None:
    name = field_of(answer, "id")
    return str(name) if name else None


def _refused(answer: Answer) -> Refusal | None:
    if answer.status == 400 and mentions(answer, r"'?\bto'? parameter is not a valid"):
        return NOBODY
    if answer.status == 400 and mentions(answer, r"domain|sandbox|disabled|activat|authorized|free account"):
        return ACCOUNT
    return None


provider = Provider(
    key="mailgun",
    title="Mailgun",
    fields=(
        key_field("api_key", "Sending key", "In Mailgun: Sending, Domain settings, Sending keys."),
        SettingField("domain", "Domain", "The domain that you have verified there: mg.example.com", required=True),
        SettingField(
            "region",
            "Region",
            "Where the domain was made.",
            kind="choice",
            default="us",
            choices=(("us", "United States"), ("eu", "European Union")),
        ),
    ),
    from_url=FromUrl("api_key", host="domain"),
    base=lambda settings: _HOSTS.get(settings["region"], _HOSTS["us"]),
    ask=_ask,
    accepted=_accepted,
    refused=_refused,
    # A domain's own sending key may do nothing but send: a mail without anything in it is refused, and shows the key.
    question=lambda settings: Call(f"/v3/{settings['domain']}/messages", _key(settings)),
    allowed_anyway=lambda answer: answer.status == 400,
    rewrites=False,
)
