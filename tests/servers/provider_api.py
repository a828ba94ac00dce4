"""Mail providers on this machine: they check the key, take a mail only when all of it is there, and fail on demand."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.servers.certificates import Certificate

KEYS = {
    "postmark": {"token": "pm-token"},
    "mailgun": {"api_key": "mg-key", "domain": "mg.frames.example"},
    "sendgrid": {"api_key": "SG.key"},
    "brevo": {"api_key": "xkeysib-key"},
    "ses": {"access_key": "AKIAEXAMPLE", "secret_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"},
    "resend": {"api_key": "re_key"},
    "sparkpost": {"api_key": "sp-key"},
}


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one mail.

    `how`: "early" answers after the head alone; "cut-head" and "cut-body" hang up there; "answer" answers with
    `status` and `body` after the whole mail; "cut", "half", "garbage" and "silent" come after it, too, and the mail
    counts although nobody says so.
    """

    how: str
    status: int = 500
    body: Any = b""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class Taken:
    """A mail that the provider took: the headers and words that it will send on."""

    headers: dict[str, str]
    sender: str
    to: str
    subject: str
    text: str
    html: str
    asked: dict[str, Any]


@dataclass
class FakeProvider:
    """One provider. `calls`: whole requests for a mail that were heard, whatever became of them."""

    key: str
    server: ThreadingHTTPServer
    taken: list[Taken] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    calls: int = 0
    questions: int = 0
    connections: int = 0
    once: dict[str, str] = field(default_factory=dict)
    released: threading.Event = field(default_factory=threading.Event)
    scheme: str = "http"

    @property
    def base(self) -> str:
        host = "localhost" if self.scheme == "https" else "127.0.0.1"
        return f"{self.scheme}://{host}:{self.server.server_address[1]}"

    @property
    def settings(self) -> dict[str, str]:
        return {"provider": self.key, "base": self.base, **KEYS[self.key]}


@contextmanager
def provider_running(key: str, certificate: Certificate | None = None) -> Iterator[FakeProvider]:
    """A provider that answers while the block runs; by https with a certificate."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Door)
    server.daemon_threads = True
    if certificate is not None:
        server.socket = certificate.server_context.wrap_socket(server.socket, server_side=True)
    fake = server.fake = FakeProvider(key, server, scheme="http" if certificate is None else "https")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake.released.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def fake(self) -> FakeProvider:
        return self.server.fake  # type: ignore[attr-defined,no-any-return]

    def setup(self) -> None:
        super().setup()
        self.fake.connections += 1

    def log_message(self, *said: object) -> None:
        pass

    def do_GET(self) -> None:
        self.fake.questions += 1
        fault = self._next_fault()
        if fault is not None:
            self._say(fault.status, fault.body)
        elif self._may(b""):
            self._say(200, {"email": "rosa@frames.example"})
        else:
            self._say(*_NO[self.fake.key])

    def do_POST(self) -> None:
        if self.fake.key == "mailgun" and self.path.endswith("/messages"):
            self._ask_without_a_mail()
            return
        fault = self._next_fault()
        how = fault.how if fault else ""
        length = int(self.headers["Content-Length"])
        if fault and how in ("early", "cut-head"):
            if how == "early":
                self._say(fault.status, fault.body, fault.headers)
            self._hang_up()
            return
        if how == "cut-body":
            self.rfile.read(min(length - 1, 200))
            self._hang_up()
            return
        body = self.rfile.read(length)
        if len(body) < length:
            self._hang_up()  # the end never came: as if nothing had been asked
            return
        self.fake.calls += 1
        if fault and how == "answer":
            self._say(fault.status, fault.body, fault.headers)
            return
        if not self._may(body):
            self._say(*_NO[self.fake.key])
            return
        status, answer, headers = self._take(body)
        if not how:
            self._say(status, answer, headers)
            return
        if how == "half":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{")
        elif how == "garbage":
            self.wfile.write(b"220 mail.example ESMTP\r\n" * 3)
        elif how == "silent":
            self.fake.released.wait(20)
        self._hang_up()

    def _ask_without_a_mail(self) -> None:
        """Mailgun looks at the key first, and then misses a sender."""
        assert self.headers["Content-Length"] == "0"
        self.fake.questions += 1
        may = self._may(b"")
        self._say(*((400, {"message": "from parameter is missing"}) if may else _NO["mailgun"]))

    def _next_fault(self) -> Fault | None:
        return self.fake.faults.pop(0) if self.fake.faults else None

    def _hang_up(self) -> None:
        self.close_connection = True

    def _say(self, status: int, answer: Any, headers: tuple[tuple[str, str], ...] = ()) -> None:
        octets = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def _may(self, body: bytes) -> bool:
        return _ALLOWED[self.fake.key](self, body, KEYS[self.fake.key])

    def _take(self, body: bytes) -> tuple[int, Any, tuple[tuple[str, str], ...]]:
        fake = self.fake
        mail, once = _READ[fake.key](self, body)
        name = fake.once.get(once) if once else None
        if name is None:
            fake.taken.append(mail)
            name = f"{fake.key}-{len(fake.taken)}"
            if once:
                fake.once[once] = name
        return _YES[fake.key](name)


# The keys


def _bearer(door: _Door, body: bytes, keys: dict[str, str]) -> bool:
    return door.headers["Authorization"] == f"Bearer {keys['api_key']}"


def _of_mailgun(door: _Door, body: bytes, keys: dict[str, str]) -> bool:
    said = (door.headers["Authorization"] or "").removeprefix("Basic ")
    return base64.b64decode(said) == f"api:{keys['api_key']}".encode() and f"/{keys['domain']}" in door.path


def _of_amazon(door: _Door, body: bytes, keys: dict[str, str]) -> bool:
    """As Amazon does it: from the request as it came."""
    found = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=(\w+)/(\d{8})/([\w-]+)/ses/aws4_request, SignedHeaders=([\w;-]+),"
        r" Signature=([0-9a-f]{64})",
        door.headers["Authorization"] or "",
    )
    if found is None or found[1] != keys["access_key"] or not door.headers["X-Amz-Date"].startswith(found[2]):
        return False
    if "host" not in found[4].split(";") or hashlib.sha256(body).hexdigest() != door.headers["X-Amz-Content-Sha256"]:
        return False
    canonical = "\n".join(
        [
            door.command,
            door.path,
            "",
            *(f"{name}:{door.headers[name].strip()}" for name in found[4].split(";")),
            "",
            found[4],
            hashlib.sha256(body).hexdigest(),
        ]
    )
    key = ("AWS4" + keys["secret_key"]).encode()
    for part in (found[2], found[3], "ses", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    said = (
        f"AWS4-HMAC-SHA256\n{door.headers['X-Amz-Date']}\n{found[2]}/{found[3]}/ses/aws4_request\n"
        + hashlib.sha256(canonical.encode()).hexdigest()
    )
    return hmac.compare_digest(hmac.new(key, said.encode(), "sha256").hexdigest(), found[5])


_ALLOWED: dict[str, Callable[[_Door, bytes, dict[str, str]], bool]] = {
    "postmark": lambda door, body, keys: door.headers["X-Postmark-Server-Token"] == keys["token"],
    "mailgun": _of_mailgun,
    "sendgrid": _bearer,
    "brevo": lambda door, body, keys: door.headers["api-key"] == keys["api_key"],
    "ses": _of_amazon,
    "resend": _bearer,
    "sparkpost": lambda door, body, keys: door.headers["Authorization"] == keys["api_key"],
}
_NO: dict[str, tuple[int, Any]] = {
    "postmark": (401, {"ErrorCode": 10, "Message": "The Server Token you provided in the header is invalid."}),
    "mailgun": (401, b"Forbidden"),
    "sendgrid": (401, {"errors": [{"message": "The provided authorization grant is invalid", "field": None}]}),
    "brevo": (401, {"message": "Key not found", "code": "unauthorized"}),
    "ses": (403, {"message": "The request signature we calculated does not match the signature you provided."}),
    "resend": (403, {"statusCode": 403, "message": "API key is invalid", "name": "invalid_api_key"}),
    "sparkpost": (401, {"errors": [{"message": "Unauthorized."}]}),
}


# The mails


def _from_raw(raw: bytes, asked: dict[str, Any]) -> Taken:
    mail = BytesParser(policy=policy.default).parsebytes(raw)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))  # type: ignore[attr-defined]
    return Taken(
        headers={name: str(value) for name, value in mail.items()},
        sender=str(mail["From"]),
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        text=text.get_content(),
        html=html.get_content(),
        asked=asked,
    )


def _read_postmark(door: _Door, body: bytes) -> tuple[Taken, str]:
    asked = json.loads(body)
    headers = {one["Name"]: one["Value"] for one in asked["Headers"]}
    assert headers.pop("X-PM-KeepID") == "true"
    return Taken(
        headers | ({"Reply-To": asked["ReplyTo"]} if "ReplyTo" in asked else {}),
        asked["From"],
        asked["To"],
        asked["Subject"],
        asked["TextBody"],
        asked["HtmlBody"],
        asked,
    ), ""


def _read_mailgun(door: _Door, body: bytes) -> tuple[Taken, str]:
    head = f"Content-Type: {door.headers['Content-Type']}\r\n\r\n".encode()
    form = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    parts = {
        part.get_param("name", header="content-disposition"): part
        for part in form.iter_parts()  # type: ignore[attr-defined]
    }
    raw = body.split(b"Content-Type: message/rfc822\r\n\r\n", 1)[1].rsplit(b"\r\n--", 1)[0]
    asked = {name: part.get_content().strip() for name, part in parts.items() if name != "message"}
    return _from_raw(raw, asked), ""


def _read_sendgrid(door: _Door, body: bytes) -> tuple[Taken, str]:
    asked = json.loads(body)
    (one,) = asked["personalizations"]
    contents = {content["type"]: content["value"] for content in asked["content"]}
    return Taken(
        asked["headers"] | ({"Reply-To": asked["reply_to"]["email"]} if "reply_to" in asked else {}),
        asked["from"]["email"],
        one["to"][0]["email"],
        asked["subject"],
        contents["text/plain"],
        contents["text/html"],
        asked,
    ), ""


def _read_brevo(door: _Door, body: bytes) -> tuple[Taken, str]:
    asked = json.loads(body)
    headers = dict(asked["headers"])
    once = headers.pop("idempotencyKey")
    return Taken(
        headers | ({"Reply-To": asked["replyTo"]["email"]} if "replyTo" in asked else {}),
        asked["sender"]["email"],
        asked["to"][0]["email"],
        asked["subject"],
        asked["textContent"],
        asked["htmlContent"],
        asked,
    ), once


def _read_ses(door: _Door, body: bytes) -> tuple[Taken, str]:
    asked = json.loads(body)
    return _from_raw(base64.b64decode(asked["Content"]["Raw"]["Data"], validate=True), asked), ""


def _read_resend(door: _Door, body: bytes) -> tuple[Taken, str]:
    asked = json.loads(body)
    return Taken(
        asked["headers"] | ({"Reply-To": asked["reply_to"]} if "reply_to" in asked else {}),
        asked["from"],
        asked["to"][0],
        asked["subject"],
        asked["text"],
        asked["html"],
        asked,
    ), door.headers["Idempotency-Key"]


def _read_sparkpost(door: _Door, body: bytes) -> tuple[Taken, str]:
    asked = json.loads(body)
    return _from_raw(asked["content"]["email_rfc822"].encode(), asked), ""


_READ: dict[str, Callable[[_Door, bytes], tuple[Taken, str]]] = {
    "postmark": _read_postmark,
    "mailgun": _read_mailgun,
    "sendgrid": _read_sendgrid,
    "brevo": _read_brevo,
    "ses": _read_ses,
    "resend": _read_resend,
    "sparkpost": _read_sparkpost,
}
_YES: dict[str, Callable[[str], tuple[int, Any, tuple[tuple[str, str], ...]]]] = {
    "postmark": lambda name: (200, {"ErrorCode": 0, "Message": "OK", "MessageID": name, "To": "x"}, ()),
    "mailgun": lambda name: (200, {"id": name, "message": "Queued. Thank you."}, ()),
    "sendgrid": lambda name: (202, b"", (("X-Message-Id", name),)),
    "brevo": lambda name: (201, {"messageId": name}, ()),
    "ses": lambda name: (200, {"MessageId": name}, ()),
    "resend": lambda name: (200, {"id": name}, ()),
    "sparkpost": lambda name: (
        200,
        {"results": {"id": name, "total_accepted_recipients": 1, "total_rejected_recipients": 0}},
        (),
    ),
}
