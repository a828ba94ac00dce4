"""Calls of Amazon's SNS: their signatures, by certificates that come from Amazon alone, and subscriptions to topics.

https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from afterword.channels.email.loopback import NotLocal
from afterword.channels.email.patience import Patience
from afterword.channels.email.providers.http import Certificate, Line
from afterword.channels.email.providers.shape import Call
from afterword.channels.email.wire import Garbled, Lost
from afterword.channels.mail_hooks import MOST_TOPICS
from afterword.public.hooks.posted import Posted
from afterword.public.hooks.unproven import TOO_OLD, Unproven

#: Nothing is ever fetched from another place, whatever a call says.
_AMAZON = re.compile(r"sns\.[a-z0-9-]{4,30}\.amazonaws\.com(?:\.cn)?")
_CERTIFICATE = re.compile(r"/SimpleNotificationService-[0-9a-zA-Z]{8,64}\.pem")
_TOPIC = re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}")
_SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    "UnsubscribeConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
_HASHES = {"1": hashes.SHA1, "2": hashes.SHA256}
_PATIENCE = Patience(connect=5, banner=5, command=5, data=5, body=5, dot=5, farewell=1)
#: Amazon repeats a call for at most an hour, unless the topic's owner says longer.
_LONGEST, _AHEAD = timedelta(days=1), timedelta(minutes=5)

_NOT_AMAZONS = "A call came that Amazon has not signed."
_OTHER_TOPIC = "A call came from a topic of Amazon's that is not subscribed here: renew the address and subscribe it."
_NO_CERTIFICATE = "Amazon's certificate could not be fetched, so its calls cannot be believed now; they come again."


def prove(call: Any, topics: tuple[str, ...], now: datetime) -> None:
    """Raises Unproven. `topics`: those that have subscribed; the first few may still do so."""
    if not isinstance(call, dict) or not all(isinstance(value, str) for value in call.values()):
        raise Unproven(_NOT_AMAZONS)
    names = _SIGNED.get(call.get("Type", ""))
    maker = _HASHES.get(call.get("SignatureVersion", ""))
    topic = call.get("TopicArn", "")
    if names is None or maker is None or not _TOPIC.fullmatch(topic):
        raise Unproven(_NOT_AMAZONS)
    if topic not in topics and len(topics) >= MOST_TOPICS:
        raise Unproven(_OTHER_TOPIC)
    text = "".join(f"{name}\n{call[name]}\n" for name in names if name in call)
    try:
        signature = base64.b64decode(call.get("Signature", ""), validate=True)
        _key_at(call.get("SigningCertURL", ""), now).verify(signature, text.encode(), padding.PKCS1v15(), maker())
    except (InvalidSignature, binascii.Error):
        raise Unproven(_NOT_AMAZONS) from None
    _recent(call.get("Timestamp", ""), now)


def call_in(posted: Posted) -> dict[str, str]:
    """The call that was proven."""
    found: dict[str, str] = json.loads(posted.body)
    return found


def wants_subscription(call: Mapping[str, str]) -> bool:
    return call.get("Type") == "SubscriptionConfirmation"


def subscribe(call: Mapping[str, str]) -> bool:
    """Confirm a topic's subscription at Amazon, whose call was proven. Talks to Amazon alone; False where it fails."""
    url = call.get("SubscribeURL", "")
    return _is_amazons(url) and fetched(url) is not None


def _is_amazons(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    plain = parts.scheme == "https" and not parts.username and port in (None, 443)
    return plain and bool(_AMAZON.fullmatch(parts.hostname or ""))


def _key_at(url: str, now: datetime) -> rsa.RSAPublicKey:
    parts = urlsplit(url) if _is_amazons(url) else None
    if parts is None or not _CERTIFICATE.fullmatch(parts.path) or parts.query:
        raise Unproven(_NOT_AMAZONS)
    pem = _certificate_at(url)
    try:
        certificate = x509.load_pem_x509_certificate(pem)
    except ValueError:
        raise Unproven(_NOT_AMAZONS) from None
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise Unproven(_NOT_AMAZONS)
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise Unproven(_NOT_AMAZONS)
    return key


@lru_cache(maxsize=16)
def _certificate_at(url: str) -> bytes:
    found = fetched(url)
    if found is None:
        raise Unproven(_NO_CERTIFICATE, status=503)
    return found


def forget_certificates() -> None:
    """Fetch each anew."""
    _certificate_at.cache_clear()


def fetched(url: str) -> bytes | None:
    """What Amazon answers to a GET; None where it does not. No redirect is followed."""
    parts = urlsplit(url)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    line = Line(f"https://{parts.hostname}", _PATIENCE)
    try:
        line.connect()
        line.begin(Call(path, {"Accept": "*/*"}, method="GET"))
        line.say_last_octet()
        answer = line.answer(_PATIENCE.command)
    except (Lost, Garbled, Certificate, NotLocal, ValueError):
        return None
    finally:
        line.hang_up()
    return answer.body if answer.status == 200 else None


def _recent(text: str, now: datetime) -> None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Unproven(_NOT_AMAZONS) from None
    if at.tzinfo is None or not now - _LONGEST <= at <= now + _AHEAD:
        raise Unproven(TOO_OLD)
