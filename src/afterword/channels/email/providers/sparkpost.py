"""SparkPost: https://developers.sparkpost.com/api/transmissions."""

from __future__ import annotations

from afterword.channels.email.providers.answers import document, mentions
from afterword.channels.email.providers.mail import Mail
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

_HOSTS = {"us": "https://api.sparkpost.com", "eu": "https://api.eu.sparkpost.com"}
#: Its own status for "slower, please" (a sending limit was reached).
_SLOWER = 420


def _ask(mail: Mail, settings: Settings) -> Call:
    transmission = {
        "recipients": [{"address": {"email": mail.recipient.address}}],
        "content": {"email_rfc822": mail.raw.decode("utf-8", "replace")},
        "metadata": {MARK: mail.name},
        "options": {
            "open_tracking": False,
            "click_tracking": False,
            "transactional": not mail.parcel.promotional,
        },
    }
    return json_call("/api/v1/transmissions", transmission, Authorization=settings["api_key"])


def _accepted(answer: Answer) -> str | None:
    found = document(answer)
    results = found.get("results") if isinstance(found, dict) else None
    if not isinstance(results, dict) or not results.get("total_accepted_recipients"):
        return None
    return str(results.get("id")) if results.get("id") else None


def _refused(answer: Answer) -> Refusal | None:
    if answer.status == _SLOWER:
        return AGAIN
    if answer.status in (400, 422) and mentions(answer, r"unconfigured|sending domain|invalid domain"):
        return ACCOUNT
    return NOBODY if answer.status in (400, 422) and mentions(answer, r"recipient") else None


provider = Provider(
    key="sparkpost",
    title="SparkPost",
    fields=(
        key_field("api_key", "API key", "In SparkPost: Configuration, API Keys; “Transmissions” is enough."),
        SettingField(
            "region",
            "Region",
            "Where the account was made.",
            kind="choice",
            default="us",
            choices=(("us", "United States"), ("eu", "European Union")),
        ),
    ),
    from_url=FromUrl("api_key", host="region"),
    base=lambda settings: _HOSTS.get(settings["region"], _HOSTS["us"]),
    ask=_ask,
    accepted=_accepted,
    refused=_refused,
    question=lambda settings: question("/api/v1/account", Authorization=settings["api_key"]),
    allowed_anyway=lambda answer: answer.status == 403,
)
