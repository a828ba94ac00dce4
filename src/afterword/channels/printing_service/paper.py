"""What is handed to a printing service: the pages of one card or letter, and where it goes."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field

from afterword.channels.port import Parcel
from afterword.domain.cards.addressing import PostalAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperParcel(Parcel):
    """A card or a letter, ready to leave. ``idempotency_key``: the same in every attempt, another for another card.

    ``pages``: one PDF for each side of a card; one PDF for a letter. ``size``: as the service calls it ("4x6").
    """

    to: PostalAddress
    origin: PostalAddress
    idempotency_key: str
    is_letter: bool = False
    size: str = ""
    pages: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Posting:
    """One request: its path below the API's address, the kind of its body, and the body."""

    path: str
    content_type: str
    body: bytes


def posting_of(parcel: PaperParcel) -> Posting:
    """The request that orders one card or letter."""
    fields = {
        "description": parcel.business[:255],
        "use_type": "marketing" if parcel.promotional else "operational",
        "metadata[afterword]": parcel.idempotency_key,
        **_address("to", parcel.to),
        **_address("from", parcel.origin),
    }
    if parcel.is_letter:
        fields |= {"color": "true", "double_sided": "false", "address_placement": "top_first_page"}
        files = {"file": parcel.pages[0]}
    else:
        fields["size"] = parcel.size
        files = dict(zip(("front", "back"), parcel.pages, strict=True))
    content_type, body = _form(fields, files)
    return Posting("/letters" if parcel.is_letter else "/postcards", content_type, body)


def _address(whose: str, address: PostalAddress) -> dict[str, str]:
    first, second = (*address.lines, "", "")[:2]
    named = {
        "name": address.name,
        "company": address.company,
        "address_line1": first,
        "address_line2": second,
        "address_city": address.city,
        "address_state": address.region,
        "address_zip": address.postal_code,
        "address_country": address.country,
    }
    return {f"{whose}[{key}]": value for key, value in named.items() if value}


def _form(fields: dict[str, str], files: dict[str, bytes]) -> tuple[str, bytes]:
    """A form with files (RFC 7578). No value can hold the boundary: it is drawn anew each time."""
    boundary = uuid.uuid4().hex
    parts: list[bytes] = []
    for name, value in fields.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        parts.append(head.encode() + value.encode() + b"\r\n")
    for name, content in files.items():
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        )
        parts.append(head.encode() + content + b"\r\n")
    return f"multipart/form-data; boundary={boundary}", b"".join((*parts, f"--{boundary}--\r\n".encode()))


def read_object(body: bytes) -> dict[str, object]:
    """A JSON object; empty for whatever is none."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
