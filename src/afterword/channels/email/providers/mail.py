"""A letter taken apart for providers that want its pieces: the same words and headers, whichever way it leaves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from functools import cached_property

from afterword.channels.email.message import compose
from afterword.channels.port import Mailbox, Parcel

#: What a provider is given as fields of their own, or makes itself.
_NOT_PASSED_ON = frozenset(
    {"from", "to", "reply-to", "subject", "date", "mime-version", "content-type", "content-transfer-encoding"}
)
_REFERENCES = re.compile(rb"(?im)^References: ")


@dataclass(frozen=True)
class Mail:
    """One mail to one recipient. `raw` is all of it (RFC 5322) with CRLF line ends."""

    parcel: Parcel
    raw: bytes
    sender: Mailbox
    recipient: Mailbox

    @property
    def message_id(self) -> str:
        """Ours, in brackets."""
        return self.parcel.message_id

    @property
    def name(self) -> str:
        """Our Message-ID without brackets: what a provider hands back with everything that it tells of this mail."""
        return self.parcel.message_id.strip("<>")

    @property
    def subject(self) -> str:
        return str(self._parts["Subject"])

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    @property
    def headers(self) -> dict[str, str]:
        """All headers but those that a provider is given as fields of their own."""
        return {name: str(value) for name, value in self._parts.items() if name.lower() not in _NOT_PASSED_ON}

    @cached_property
    def _parts(self) -> EmailMessage:
        return BytesParser(EmailMessage, policy=policy.default).parsebytes(self.raw)

    def _body(self, kind: str) -> str:
        part = self._parts.get_body((kind,))
        return str(part.get_content()) if part is not None else ""


def mail_of(parcel: Parcel, *, rewritten: bool) -> Mail:
    """The mail that a parcel makes. Raises `message.Unsendable`.

    `rewritten`: the provider gives it another Message-ID, so that ours stands among the references as well: whoever
    answers repeats those, and the answer finds its letter.
    """
    raw = compose(parcel).raw
    if rewritten:
        raw = _with_reference(raw, parcel.message_id.encode())
    return Mail(parcel, raw, parcel.sender, parcel.recipient)


def _with_reference(raw: bytes, message_id: bytes) -> bytes:
    head, gap, body = raw.partition(b"\r\n\r\n")
    if _REFERENCES.search(head):
        head = _REFERENCES.sub(lambda found: found[0] + message_id + b"\r\n ", head, count=1)
    else:
        head += b"\r\nReferences: " + message_id
    return head + gap + body


def address_of(box: Mailbox) -> str:
    """``"Rosa's Frames" <rosa@frames.example>`` as providers take it: letters beyond ASCII stay as they are."""
    name = " ".join(box.name.replace('"', "'").replace("\\", " ").split())[:120]
    return f'"{name}" <{box.address}>' if name else box.address
