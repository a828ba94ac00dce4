"""From a mail's octets to a letter: whatever arrives is read as far as it can be, and nothing raises."""

from __future__ import annotations

import re
from email import policy
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from itertools import islice

from afterword.domain.inbound.letter import Letter

MOST_OCTETS = 5_000_000
_MOST_TEXT = 400_000
_MOST_PARTS = 400
_MOST_HEADERS = 1_000
_MOST_DEEP = 20
_REPORTS = frozenset({"message/delivery-status", "message/global-delivery-status", "text/rfc822-status"})
_RETURNED = frozenset({"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"})
_A_HEADER = re.compile(rb"[!-9;-~]{1,78}[ \t]*:")
_SURE_HEADER = re.compile(
    rb"(?im)^(?:from|to|subject|date|received|message-id|mime-version|content-type|return-path|reply-to)[ \t]*:"
)


def letter_of(raw: bytes) -> Letter:
    """Read a mail as it came. Text without any header of a mail is taken as a body alone; HTML likewise."""
    raw = raw[:MOST_OCTETS].replace(b"\r\n", b"\n").replace(b"\r", b"\n").lstrip(b"\n\xef\xbb\xbf")
    head = raw.split(b"\n\n", 1)[0][:100_000]
    if not _begins_with_headers(head):
        return _bare(raw)
    message: Message = BytesParser(policy=policy.compat32).parsebytes(raw)
    return _letter(message)


def _begins_with_headers(head: bytes) -> bool:
    lines = head.split(b"\n")
    first = lines[1] if lines[0].startswith((b"From ", b">From ")) and len(lines) > 1 else lines[0]
    return bool(_A_HEADER.match(first)) and bool(_SURE_HEADER.search(head))


def _bare(raw: bytes) -> Letter:
    text = _readable(raw, "")
    if re.match(r"(?is)\s*(?:<!doctype html|<html|<body|<div|<p\b)", text):
        return Letter(content_type="text/html", html=text)
    return Letter(text=text)


def _letter(message: Message) -> Letter:
    texts: dict[str, list[str]] = {"text": [], "html": [], "reports": [], "feedback": [], "returned": []}
    kinds: set[str] = set()
    _gather(message, texts, kinds, depth=0)
    return Letter(
        headers=_headers(message),
        content_type=message.get_content_type(),
        report_type=_parameter(message, "report-type").casefold(),
        text="\n".join(texts["text"])[:_MOST_TEXT],
        html="\n".join(texts["html"])[:_MOST_TEXT],
        reports=tuple(texts["reports"]),
        feedback="\n".join(texts["feedback"]),
        returned="\n".join(texts["returned"])[:_MOST_TEXT],
        part_types=frozenset(kinds),
    )


def _headers(message: Message) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, value in islice(message.raw_items(), _MOST_HEADERS):
        found.setdefault(name.strip().casefold(), []).append(header_text(value))
    return {name: tuple(values) for name, values in found.items()}


def _gather(part: Message, texts: dict[str, list[str]], kinds: set[str], *, depth: int) -> None:
    kind = part.get_content_type()
    kinds.add(kind)
    if depth > _MOST_DEEP or sum(map(len, texts.values())) > _MOST_PARTS:
        return
    if kind in _REPORTS:
        texts["reports"].append(_whole(part))
    elif kind == "message/feedback-report":
        texts["feedback"].append(_whole(part))
    elif kind in _RETURNED:
        texts["returned"].append(_whole(part))
    elif part.is_multipart():
        for child in part.get_payload():
            if isinstance(child, Message):
                _gather(child, texts, kinds, depth=depth + 1)
    elif part.get_content_maintype() in ("text", "multipart") and not _is_attachment(part):
        texts["html" if kind == "text/html" else "text"].append(_words(part))


def _is_attachment(part: Message) -> bool:
    return str(part.get("content-disposition", "")).strip().casefold().startswith("attachment")


def _whole(part: Message) -> str:
    """A part with all that is within it, as text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        blocks = [_safely(child) for child in payload if isinstance(child, Message)]
        return "\n\n".join(blocks)
    return _words(part)


def _safely(message: Message) -> str:
    try:
        return message.as_string()
    except (ValueError, LookupError, AssertionError, TypeError, AttributeError):
        return "\n".join(f"{name}: {value}" for name, value in message.raw_items())


def _words(part: Message) -> str:
    try:
        octets = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, TypeError):
        octets = None
    if not isinstance(octets, bytes):
        octets = str(part.get_payload()).encode("utf-8", "surrogateescape")
    return _readable(octets, _parameter(part, "charset"))


def _parameter(part: Message, name: str) -> str:
    try:
        value = part.get_param(name)
    except (ValueError, LookupError, TypeError):
        return ""
    return str(value[2] if isinstance(value, tuple) else value or "").strip("\"' ")


def _readable(octets: bytes, charset: str) -> str:
    """Text in the charset that is claimed, or in UTF-8, or in Windows' one; no character of control but line ends."""
    for name in dict.fromkeys((charset or "utf-8", "utf-8", "cp1252")):
        try:
            text = octets.decode(name)
            break
        except (LookupError, ValueError):
            continue
    else:
        text = octets.decode("utf-8", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    # Some charsets can make halves of characters, which no database takes.
    text = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(mark for mark in text if mark >= " " or mark in "\n\t")


def header_text(value: object) -> str:
    """A header's value with its encoded words decoded (RFC 2047), on one line."""
    raw = str(value)
    raw = raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        pieces = decode_header(raw)
        text = "".join(
            piece if isinstance(piece, str) else _readable(piece, charset or "utf-8") for piece, charset in pieces
        )
    except (ValueError, LookupError, AssertionError):
        text = raw
    return " ".join(text.split())[:4000]
