"""Proofs that a call comes from the provider: each checks what that provider's real calls carry.

Where a moment is signed, it must be recent: five minutes where every attempt is signed anew, a day where a provider
repeats an old signature for hours. What is told twice within that time changes nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.webhooks.mandrill import MandrillCombinedWebhookView
from anymail.webhooks.postal import PostalTrackingWebhookView
from anymail.webhooks.unisender_go import UnisenderGoTrackingWebhookView
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from afterword.channels.mail_hooks import USER, MailHook
from afterword.public.hooks import sns
from afterword.public.hooks.posted import Posted
from afterword.public.hooks.unproven import TOO_OLD, Unproven

_AHEAD = timedelta(minutes=5)
_EACH_TIME_ANEW = timedelta(minutes=5)
_REPEATED = timedelta(days=1)

WRONG_SIGNATURE = "A call came whose signature does not fit: copy the signing key anew from the provider."
WRONG_LOGIN = "A call came without the right password: copy the whole address anew to the provider."


def prove(hook: MailHook, posted: Posted, now: datetime) -> None:
    """Raises Unproven. `now`: aware, by the machine's own clock."""
    _PROOFS[hook.kind.key](hook, posted, now)


def _password(hook: MailHook, posted: Posted, now: datetime) -> None:
    said = posted.headers.get("authorization", "")
    expected = base64.b64encode(f"{USER}:{hook.password}".encode()).decode()
    if not hook.password or not hmac.compare_digest(said.encode(), f"Basic {expected}".encode()):
        raise Unproven(WRONG_LOGIN, status=401)


def _mailgun(hook: MailHook, posted: Posted, now: datetime) -> None:
    if posted.content_type == "application/json":
        signed = _json(posted)
        signed = signed.get("signature") if isinstance(signed, dict) else None
        signed = signed if isinstance(signed, dict) else {}
    else:
        # Our own variables can stand beside these; the last of each name is Mailgun's.
        signed = {name: posted.POST.get(name, "") for name in ("timestamp", "token", "signature")}
    moment, token, signature = (str(signed.get(name, "")) for name in ("timestamp", "token", "signature"))
    _fits(hook.secret, f"{moment}{token}".encode(), signature)
    _recent(moment, now, _REPEATED)


def _sendgrid(hook: MailHook, posted: Posted, now: datetime) -> None:
    """Events are signed (ECDSA); mails that come in are not, and have the password."""
    signature = posted.headers.get("x-twilio-email-event-webhook-signature", "")
    if not signature and posted.content_type == "multipart/form-data":
        _password(hook, posted, now)
        return
    moment = posted.headers.get("x-twilio-email-event-webhook-timestamp", "")
    try:
        key = load_der_public_key(base64.b64decode(hook.secret))
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise Unproven(WRONG_SIGNATURE)
        key.verify(base64.b64decode(signature), moment.encode() + posted.body, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, binascii.Error, ValueError):
        raise Unproven(WRONG_SIGNATURE) from None
    _recent(moment, now, _REPEATED)


def _resend(hook: MailHook, posted: Posted, now: datetime) -> None:
    """As Svix signs: https://docs.svix.com/receiving/verifying-payloads/how-manual."""
    name, moment = posted.headers.get("svix-id", ""), posted.headers.get("svix-timestamp", "")
    try:
        key = base64.b64decode(hook.secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        raise Unproven(WRONG_SIGNATURE) from None
    text = f"{name}.{moment}.".encode() + posted.body
    expected = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest())
    said = [one.partition(",")[2] for one in posted.headers.get("svix-signature", "").split() if one.startswith("v1,")]
    if not any(hmac.compare_digest(expected, one.encode()) for one in said):
        raise Unproven(WRONG_SIGNATURE)
    _recent(moment, now, _EACH_TIME_ANEW)


def _of_the_body(header: str) -> Callable[[MailHook, Posted, datetime], None]:
    def proof(hook: MailHook, posted: Posted, now: datetime) -> None:
        _fits(hook.secret, posted.body, posted.headers.get(header, ""))

    return proof


def _by_anymail(view: Callable[..., Any], setting: str) -> Callable[[MailHook, Posted, datetime], None]:
    """Proofs that its readers bring along."""

    def proof(hook: MailHook, posted: Posted, now: datetime) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                view(**{setting: hook.secret}, basic_auth=None).run_validators(posted)
            except (AnymailWebhookValidationFailure, AnymailError, ValueError, TypeError, KeyError, AttributeError):
                raise Unproven(WRONG_SIGNATURE) from None

    return proof


def _amazon(hook: MailHook, posted: Posted, now: datetime) -> None:
    sns.prove(_json(posted), hook.topics, now)


_PROOFS: dict[str, Callable[[MailHook, Posted, datetime], None]] = {
    "ses": _amazon,
    "brevo": _password,
    "mailersend": _of_the_body("signature"),
    "mailgun": _mailgun,
    "mailjet": _password,
    "mailtrap": _of_the_body("mailtrap-signature"),
    "mandrill": _by_anymail(MandrillCombinedWebhookView, "webhook_key"),
    "postal": _by_anymail(PostalTrackingWebhookView, "webhook_key"),
    "postmark": _password,
    "resend": _resend,
    "sendgrid": _sendgrid,
    "sparkpost": _password,
    "unisender-go": _by_anymail(UnisenderGoTrackingWebhookView, "api_key"),
}


def _fits(key: str, text: bytes, signature: str) -> None:
    """HMAC-SHA256 in hexadecimal, compared in constant time."""
    expected = hmac.new(key.encode(), text, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
        raise Unproven(WRONG_SIGNATURE)


def _recent(moment: str, now: datetime, longest: timedelta) -> None:
    try:
        at = datetime.fromtimestamp(int(moment), tz=UTC)
    except (ValueError, OverflowError, OSError):
        raise Unproven(WRONG_SIGNATURE) from None
    if not now - longest <= at <= now + _AHEAD:
        raise Unproven(TOO_OLD)


def _json(posted: Posted) -> Any:
    try:
        return json.loads(posted.body)
    except (ValueError, RecursionError):
        raise Unproven(WRONG_SIGNATURE) from None
