"""Mail providers that tell what became of a mail: each in its own form, signed as the real one signs."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
TOPIC = "arn:aws:sns:eu-north-1:123456789012:afterword"
CERTIFICATE_URL = "https://sns.eu-north-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem"

SENDGRID_KEY = ec.generate_private_key(ec.SECP256R1())
AMAZON_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SVIX_KEY = base64.b64encode(b"a key of twenty-four oct").decode()


def _public(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


SECRETS = {
    "mailersend": "ms-signing-secret",
    "mailgun": "mg-signing-key",
    "mailtrap": "mt-signature-key",
    "mandrill": "md-webhook-key",
    "postal": _public(AMAZON_KEY),
    "resend": f"whsec_{SVIX_KEY}",
    "sendgrid": _public(SENDGRID_KEY),
    "unisender-go": "ug-api-key",
}


@dataclass(frozen=True)
class Call:
    """One call, ready to be posted."""

    body: bytes
    headers: dict[str, str]
    content_type: str = JSON


def amazons_certificate() -> bytes:
    """What Amazon answers at CERTIFICATE_URL."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(AMAZON_KEY.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(AMAZON_KEY, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )


def amazons_call(message: Any, *, kind: str = "Notification", version: str = "2", **changes: str) -> bytes:
    """A call of SNS, signed."""
    call = {
        "Type": kind,
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": TOPIC,
        "Message": message if isinstance(message, str) else json.dumps(message),
        "Timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "SignatureVersion": version,
        "SigningCertURL": CERTIFICATE_URL,
    }
    if kind != "Notification":
        call |= {"Token": "t", "SubscribeURL": "https://sns.eu-north-1.amazonaws.com/?Action=ConfirmSubscription"}
    call |= changes
    names = sorted(
        {"Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"} & {*call}
    )
    if kind == "Notification":
        names = [name for name in names if name not in ("SubscribeURL", "Token")]
    text = "".join(f"{name}\n{call[name]}\n" for name in names)
    digest = hashes.SHA1() if version == "1" else hashes.SHA256()
    signature = AMAZON_KEY.sign(text.encode(), padding.PKCS1v15(), digest)
    return json.dumps({**call, "Signature": base64.b64encode(signature).decode()}).encode()


def signed(provider: str, body: bytes, *, url: str = "", now: float | None = None, content_type: str = JSON) -> Call:
    """The body with what proves that it is the provider's."""
    moment = str(int(now if now is not None else time.time()))
    if provider in ("brevo", "mailjet", "postmark", "sparkpost") or (provider == "sendgrid" and content_type != JSON):
        login = url.split("//")[1].split("@")[0] if "@" in url else ""
        return Call(body, {"Authorization": f"Basic {base64.b64encode(login.encode()).decode()}"}, content_type)
    if provider in ("mailersend", "mailtrap"):
        name = "Signature" if provider == "mailersend" else "Mailtrap-Signature"
        return Call(body, {name: hmac.new(SECRETS[provider].encode(), body, "sha256").hexdigest()})
    if provider == "sendgrid":
        signature = SENDGRID_KEY.sign(moment.encode() + body, ec.ECDSA(hashes.SHA256()))
        headers = {
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": moment,
        }
        return Call(body, headers)
    if provider == "resend":
        text = f"msg_1.{moment}.".encode() + body
        proof = base64.b64encode(hmac.digest(base64.b64decode(SVIX_KEY), text, "sha256")).decode()
        headers = {"svix-id": "msg_1", "svix-timestamp": moment, "svix-signature": f"v1,bm90IHRoaXM= v1,{proof}"}
        return Call(body, headers)
    if provider == "postal":
        proof = AMAZON_KEY.sign(body, padding.PKCS1v15(), hashes.SHA1())
        return Call(body, {"X-Postal-Signature": base64.b64encode(proof).decode()})
    return Call(body, {}, content_type)


def mailguns_signature(now: float | None = None) -> dict[str, str]:
    moment, token = str(int(now if now is not None else time.time())), "a" * 50
    proof = hmac.new(SECRETS["mailgun"].encode(), f"{moment}{token}".encode(), "sha256").hexdigest()
    return {"timestamp": moment, "token": token, "signature": proof}


Bounce = Callable[[str, str, str, str], Call]


def _json(provider: str, document: Callable[[str, str, str], Any]) -> Bounce:
    def speak(address: str, ours: str, theirs: str, url: str) -> Call:
        return signed(provider, json.dumps(document(address, ours, theirs)).encode(), url=url)

    return speak


def _mailgun(address: str, ours: str, theirs: str, url: str) -> Call:
    event = {
        "event": "failed",
        "id": "mg-event-1",
        "timestamp": time.time(),
        "severity": "permanent",
        "reason": "bounce",
        "recipient": address,
        "delivery-status": {"code": 550, "message": "550 5.1.1 user unknown", "description": ""},
        "message": {"headers": {"message-id": ours, "to": address}},
        "user-variables": {"afterword": ours},
    }
    return Call(json.dumps({"signature": mailguns_signature(), "event-data": event}).encode(), {})


def _ses(address: str, ours: str, theirs: str, url: str) -> Call:
    told = {
        "notificationType": "Bounce",
        "bounce": {
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": [{"emailAddress": address, "diagnosticCode": "smtp; 550 5.1.1 user unknown"}],
        },
        "mail": {"messageId": theirs, "destination": [address]},
    }
    return Call(amazons_call(told), {"x-amz-sns-message-type": "Notification"}, "text/plain; charset=UTF-8")


def _mandrill(address: str, ours: str, theirs: str, url: str) -> Call:
    event = {
        "event": "hard_bounce",
        "_id": "md-event-1",
        "ts": int(time.time()),
        "msg": {
            "_id": theirs,
            "email": address,
            "diag": "smtp;550 5.1.1 user unknown",
            "metadata": {"afterword": ours},
        },
    }
    form = {"mandrill_events": json.dumps([event])}
    text = url + "".join(name + value for name, value in sorted(form.items()))
    proof = base64.b64encode(hmac.digest(SECRETS["mandrill"].encode(), text.encode(), "sha1")).decode()
    return Call(urlencode(form).encode(), {"X-Mandrill-Signature": proof}, FORM)


def _unisender(address: str, ours: str, theirs: str, url: str) -> Call:
    document = {
        "auth": "0" * 32,
        "event_name": "transactional_email_status",
        "status": "hard_bounced",
        "email": address,
        "metadata": {"afterword": ours},
        "delivery_info": {"delivery_status": "err_user_unknown", "destination_response": "550 5.1.1 User unknown"},
        "event_time": "2024-09-06 23:22:40",
    }
    body = json.dumps(document)
    proof = hashlib.md5(body.replace("0" * 32, SECRETS["unisender-go"]).encode()).hexdigest()
    return Call(body.replace("0" * 32, proof).encode(), {})


BOUNCES: dict[str, Bounce] = {
    "ses": _ses,
    "mailgun": _mailgun,
    "mandrill": _mandrill,
    "unisender-go": _unisender,
    "brevo": _json(
        "brevo",
        lambda address, ours, theirs: {
            "event": "hard_bounce",
            "email": address,
            "ts_epoch": int(time.time() * 1000),
            "message-id": theirs,
            "reason": "550 5.1.1 user unknown",
            "X-Mailin-custom": json.dumps({"afterword": ours}),
        },
    ),
    "mailersend": _json(
        "mailersend",
        lambda address, ours, theirs: {
            "type": "activity.hard_bounced",
            "data": {
                "id": "ms-event-1",
                "type": "hard_bounced",
                "created_at": "2026-06-10T10:00:00Z",
                "email": {"message": {"id": theirs}, "recipient": {"email": address}},
                "morph": {"object": "recipient_bounce", "reason": "User unknown"},
            },
        },
    ),
    "mailjet": _json(
        "mailjet",
        lambda address, ours, theirs: {
            "event": "bounce",
            "time": int(time.time()),
            "MessageID": theirs,
            "email": address,
            "hard_bounce": True,
            "error": "user unknown",
            "Payload": json.dumps({"afterword": ours}),
        },
    ),
    "mailtrap": _json(
        "mailtrap",
        lambda address, ours, theirs: {
            "events": [
                {
                    "event": "bounce",
                    "timestamp": int(time.time()),
                    "message_id": theirs,
                    "email": address,
                    "event_id": "mt-event-1",
                    "response": "550 5.1.1 user unknown",
                    "custom_variables": {"afterword": ours},
                }
            ]
        },
    ),
    "postal": _json(
        "postal",
        lambda address, ours, theirs: {
            "event": "MessageBounced",
            "timestamp": time.time(),
            "uuid": "po-event-1",
            "payload": {
                "original_message": {"id": theirs, "to": address, "message_id": ours, "direction": "outgoing"},
                "bounce": {"id": 2},
                "output": "550 5.1.1 user unknown",
            },
        },
    ),
    "postmark": _json(
        "postmark",
        lambda address, ours, theirs: {
            "RecordType": "Bounce",
            "Type": "HardBounce",
            "ID": 901542550,
            "MessageID": theirs,
            "Email": address,
            "Details": "smtp;550 5.1.1 user unknown",
            "BouncedAt": "2026-06-10T12:00:00+02:00",
            "Metadata": {"afterword": ours},
        },
    ),
    "resend": _json(
        "resend",
        lambda address, ours, theirs: {
            "type": "email.bounced",
            "created_at": "2026-06-10T10:00:00Z",
            "data": {
                "email_id": theirs,
                "to": [address],
                "bounce": {"type": "Permanent", "message": "a hard bounce message: user unknown"},
                "headers": [{"name": "X-Metadata", "value": json.dumps({"afterword": ours})}],
            },
        },
    ),
    "sendgrid": _json(
        "sendgrid",
        lambda address, ours, theirs: [
            {
                "event": "bounce",
                "type": "bounce",
                "email": address,
                "timestamp": int(time.time()),
                "sg_event_id": "sg-event-1",
                "sg_message_id": theirs,
                "status": "5.1.1",
                "reason": "550 5.1.1 user unknown",
                "afterword": ours,
            }
        ],
    ),
    "sparkpost": _json(
        "sparkpost",
        lambda address, ours, theirs: [
            {
                "msys": {
                    "message_event": {
                        "type": "bounce",
                        "bounce_class": "10",
                        "event_id": "sp-event-1",
                        "transmission_id": theirs,
                        "raw_rcpt_to": address,
                        "raw_reason": "550 5.1.1 user unknown",
                        "rcpt_meta": {"afterword": ours},
                        "timestamp": str(int(time.time())),
                    }
                }
            }
        ],
    ),
}
