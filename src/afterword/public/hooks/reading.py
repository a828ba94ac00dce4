"""Reads proven calls of mail providers: reports in the words that they have in common, and mails that came in.

The reading is django-anymail's; what follows from it is ours.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from anymail.exceptions import AnymailConfigurationError, AnymailError
from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent, AnymailTrackingEvent
from anymail.webhooks import (
    amazon_ses,
    brevo,
    mailersend,
    mailgun,
    mailjet,
    mailtrap,
    mandrill,
    postal,
    postmark,
    resend,
    sendgrid,
    sparkpost,
    unisender_go,
)
from django.core.exceptions import ImproperlyConfigured

from afterword.conversations.reported import Told
from afterword.domain.inbound.told import Report, meaning_of
from afterword.public.hooks.permanence import permanence_of
from afterword.public.hooks.posted import Posted

Event: TypeAlias = AnymailTrackingEvent | AnymailInboundEvent
#: Its readers insist on keys; who speaks was proven before.
_PROVEN = "-"
_MOST_EVENTS = 5_000
_MOST_NAMED = 40_000
_GARBAGE = (
    AnymailError, ImproperlyConfigured, ValueError, TypeError, LookupError, AttributeError, AssertionError,
    RecursionError, OverflowError,
)  # fmt: skip


class Unreadable(Exception):
    """The provider spoke, but nobody can make sense of it."""


def _amazon(view: type[Any]) -> Callable[[Posted], list[Event]]:
    def read(posted: Posted) -> list[Event]:
        call = json.loads(posted.body)
        try:
            told = json.loads(call["Message"])
        except ValueError:
            return []  # a greeting after the subscription
        # Without its __init__, which asks for Amazon's library: only mails that lie elsewhere would need that.
        reader: Any = object.__new__(view)
        return list(reader.esp_to_anymail_events(told, call))

    return read


def _by(view: Callable[..., Any], **settings: str) -> Callable[[Posted], list[Event]]:
    def read(posted: Posted) -> list[Event]:
        return list(view(**settings).parse_events(posted))

    return read


def _brevo_mails(posted: Posted) -> list[Event]:
    """Attachments would be fetched from elsewhere; nobody reads them here."""
    told = json.loads(posted.body)
    for mail in told["items"]:
        mail.pop("Attachments", None)
    return _by(brevo.BrevoInboundWebhookView, api_key=_PROVEN)(_rewritten(told, posted))


def _postmark_mails(posted: Posted) -> list[Event]:
    """A photo that nobody reads here need not be put into a mail first."""
    told = json.loads(posted.body)
    told.pop("Attachments", None)
    return _by(postmark.PostmarkInboundWebhookView)(_rewritten(told, posted))


def _rewritten(told: Any, posted: Posted) -> Posted:
    return Posted(json.dumps(told).encode(), posted.headers)


_READERS: dict[str, tuple[Callable[[Posted], list[Event]], ...]] = {
    "ses": (_amazon(amazon_ses.AmazonSESTrackingWebhookView), _amazon(amazon_ses.AmazonSESInboundWebhookView)),
    "brevo": (_by(brevo.BrevoTrackingWebhookView), _brevo_mails),
    "mailersend": (
        _by(mailersend.MailerSendTrackingWebhookView, signing_secret=_PROVEN),
        _by(mailersend.MailerSendInboundWebhookView, inbound_secret=_PROVEN),
    ),
    "mailgun": (
        _by(mailgun.MailgunTrackingWebhookView, webhook_signing_key=_PROVEN),
        _by(mailgun.MailgunInboundWebhookView, webhook_signing_key=_PROVEN),
    ),
    "mailjet": (_by(mailjet.MailjetTrackingWebhookView), _by(mailjet.MailjetInboundWebhookView)),
    "mailtrap": (_by(mailtrap.MailtrapTrackingWebhookView),),
    "mandrill": (_by(mandrill.MandrillCombinedWebhookView),),
    "postal": (
        _by(postal.PostalTrackingWebhookView, webhook_key=_PROVEN),
        _by(postal.PostalInboundWebhookView, webhook_key=_PROVEN),
    ),
    "postmark": (_by(postmark.PostmarkTrackingWebhookView), _postmark_mails),
    "resend": (_by(resend.ResendTrackingWebhookView),),
    "sendgrid": (_by(sendgrid.SendGridTrackingWebhookView), _by(sendgrid.SendGridInboundWebhookView)),
    "sparkpost": (_by(sparkpost.SparkPostTrackingWebhookView), _by(sparkpost.SparkPostInboundWebhookView)),
    "unisender-go": (_by(unisender_go.UnisenderGoTrackingWebhookView, api_key=_PROVEN),),
}


def events_in(provider: str, posted: Posted) -> list[Event]:
    """What a call tells, reports or mails, as django-anymail puts it. Raises Unreadable."""
    tracking, *inbound = _READERS[provider]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its advice about settings that we do not use
        try:
            try:
                if inbound and _is_mail(provider, posted):
                    raise AnymailConfigurationError
                found = tracking(posted)
            except AnymailConfigurationError:
                # It says so where a mail came instead of a report.
                if not inbound:
                    raise
                found = inbound[0](posted)
        except _GARBAGE as garbage:
            raise Unreadable(type(garbage).__name__) from garbage
    return found[:_MOST_EVENTS]


def _is_mail(provider: str, posted: Posted) -> bool:
    """Those of whose mails the readers of reports do not know for sure what they are."""
    if provider == "mailjet":
        told = json.loads(posted.body)
        return isinstance(told, dict) and "Headers" in told
    if provider == "mailgun":
        return posted.content_type != "application/json" and "event" not in posted.POST
    return provider == "sendgrid" and posted.content_type == "multipart/form-data"


def told_by(provider: str, event: AnymailTrackingEvent) -> Told:
    """A report as the rest of the house knows it."""
    raw = _plain(event.esp_event)
    report = Report(
        event=_text(event.event_type),
        reject=_text(event.reject_reason),
        permanent=permanence_of(raw),
        said=_text(event.mta_response)[:3000],
        told=_text(event.description)[:1000],
    )
    provider_id, address = _text(event.message_id)[:200], _text(event.recipient)[:254]
    moment = event.timestamp if isinstance(event.timestamp, datetime) and event.timestamp.tzinfo else None
    mark = _text(event.event_id) or _fingerprint(report.event, provider_id, str(moment), raw)
    return Told(
        meaning=meaning_of(report),
        address=address,
        external_id=f"{provider}:{_fingerprint(mark, address, report.event)}",
        named=json.dumps(raw, default=str)[:_MOST_NAMED],
        provider_id=provider_id,
        said=report.said or report.told,
        at=moment,
    )


def mail_in(provider: str, event: AnymailInboundEvent, posted: Posted) -> bytes:
    """A mail that came in, as octets. Raises Unreadable."""
    message: AnymailInboundMessage = event.message
    try:
        if not message.get("Message-ID"):
            # So that the same call twice is the same mail twice.
            name = _fingerprint(_text(event.event_id) or hashlib.sha256(posted.body).hexdigest())
            del message["Message-ID"]
            message["Message-ID"] = f"<{name}@{provider}.invalid>"
        if message.envelope_sender is not None and "Return-Path" not in message:
            message["Return-Path"] = f"<{_text(message.envelope_sender).strip('<>')}>"
        return bytes(message.as_bytes())
    except _GARBAGE as garbage:
        raise Unreadable(type(garbage).__name__) from garbage


def _plain(esp_event: Any) -> Any:
    """The provider's own words, of which forms are a kind, too."""
    return esp_event.dict() if hasattr(esp_event, "dict") else esp_event


def _text(value: Any) -> str:
    """Text without characters that no database takes."""
    said = "" if value is None else str(value)
    return "".join(mark for mark in said.encode("utf-8", "replace").decode() if mark >= " " or mark in "\n\t")


def _fingerprint(*told: Any) -> str:
    text = json.dumps(told, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()
