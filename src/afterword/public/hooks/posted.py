"""What was posted to a hook, read once and within limits; as much of Django's request as its readers ask for."""

from __future__ import annotations

from collections.abc import Mapping
from email.parser import BytesHeaderParser
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, QueryDict

from afterword.channels.inbound.parsing import MOST_OCTETS

#: A mail with its attachments in base64, and what stands around it.
MOST_POSTED = 7 * MOST_OCTETS
_MOST_FIELDS = 200


class TooBig(Exception):
    """More was posted than a mail can be."""


class Posted:
    """One call: its octets, its headers, and its form where it is one. Files are left out."""

    encoding = "utf-8"
    FILES: Mapping[str, Any] = {}

    def __init__(self, body: bytes, headers: Mapping[str, str], *, content_type: str = "", url: str = "") -> None:
        self.body = body
        self.headers = {name.lower(): value for name, value in headers.items()}
        self.whole_content_type = content_type or self.headers.get("content-type", "")
        self.url = url

    @property
    def content_type(self) -> str:
        return self.whole_content_type.partition(";")[0].strip().lower()

    @property
    def META(self) -> dict[str, str]:  # noqa: N802  why: readers of Django's requests ask for it under this name
        found = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in self.headers.items()}
        return found | {"CONTENT_TYPE": self.whole_content_type}

    @cached_property
    def POST(self) -> QueryDict:  # noqa: N802  why: as above
        form = QueryDict(mutable=True, encoding="utf-8")
        try:
            fields = self._fields()
        except (ValueError, LookupError):
            fields = []  # no form that anybody sends
        for name, value in fields:
            form.appendlist(name, value)
        return form

    def build_absolute_uri(self) -> str:
        return self.url

    def get_host(self) -> str:
        return self.url.split("/")[2] if self.url.count("/") > 2 else ""

    def _fields(self) -> list[tuple[str, str]]:
        if self.content_type == "application/x-www-form-urlencoded":
            text = self.body.decode("utf-8", "replace")
            return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        if self.content_type == "multipart/form-data":
            return self._parts()
        return []

    def _parts(self) -> list[tuple[str, str]]:
        """The plain fields of a multipart form (RFC 7578)."""
        head = BytesHeaderParser().parsebytes(
            f"Content-Type: {self.whole_content_type}\r\n\r\n".encode("latin-1", "replace")
        )
        boundary = head.get_boundary("")
        found: list[tuple[str, str]] = []
        if not boundary:
            return found
        mark = f"--{boundary}".encode("latin-1", "replace")
        for piece in self.body.split(mark)[1 : _MOST_FIELDS + 1]:
            if piece.startswith(b"--"):
                break
            headers, gap, value = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
            part = BytesHeaderParser().parsebytes(headers + b"\r\n\r\n")
            name = part.get_param("name", header="content-disposition")
            is_file = part.get_param("filename", header="content-disposition") is not None
            if gap and isinstance(name, str) and (not is_file or name in ("email", "body-mime")):
                charset = part.get_content_charset("utf-8") or "utf-8"
                found.append((name, _decoded(value.removesuffix(b"\r\n"), charset)))
        return found


def _decoded(octets: bytes, charset: str) -> str:
    try:
        return octets.decode(charset)
    except (LookupError, ValueError):
        return octets.decode("utf-8", "replace")


def posted_in(request: HttpRequest) -> Posted:
    """Read a call. Raises TooBig, before more than that is read."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > MOST_POSTED:
        raise TooBig
    body = request.read(MOST_POSTED + 1)
    if len(body) > MOST_POSTED:
        raise TooBig
    content_type = str(request.META.get("CONTENT_TYPE", ""))
    # As the provider was told it: a proxy may call us by another name.
    return Posted(body, dict(request.headers), content_type=content_type, url=f"{settings.PUBLIC_URL}{request.path}")
