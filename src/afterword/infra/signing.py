"""Links for people without an account: bound to business, purpose and row, unguessable, and revocable by epoch."""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings

_MAC_BYTES = 16


class BadLink(ValueError):
    """The link was not made by us, was made for another purpose, or was revoked. One answer for all of these."""


def _mac(business_id: int, purpose: str, row_id: int, epoch: int) -> bytes:
    text = f"{business_id}:{purpose}:{row_id}:{epoch}".encode()
    key = hashlib.sha256(b"afterword.links:" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, text, hashlib.sha256).digest()[:_MAC_BYTES]


def link_token(*, business_id: int, purpose: str, row_id: int, epoch: int = 0) -> str:
    """A token of some 30 characters for a URL: 128 bits of MAC; never expires, but a higher epoch revokes it."""
    packed = row_id.to_bytes(8, "big").lstrip(b"\0") or b"\0"
    return base64.urlsafe_b64encode(_mac(business_id, purpose, row_id, epoch) + packed).decode().rstrip("=")


def row_named_by(token: str) -> int:
    """The row id that a token claims to be for; nothing is proven yet. Raises :class:`BadLink` for nonsense."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise BadLink from None
    if not _MAC_BYTES < len(raw) <= _MAC_BYTES + 8:
        raise BadLink
    return int.from_bytes(raw[_MAC_BYTES:], "big")


def check_link(token: str, *, business_id: int, purpose: str, epoch: int = 0) -> int:
    """The row id of a genuine token, in constant time. Raises :class:`BadLink` otherwise."""
    row_id = row_named_by(token)
    expected = link_token(business_id=business_id, purpose=purpose, row_id=row_id, epoch=epoch)
    if not hmac.compare_digest(expected.encode(), token.encode("utf-8", "replace")):
        raise BadLink
    return row_id


def fingerprint(value: str, *, business_id: int) -> str:
    """A keyed hash of an address: says "we know this one" after the address itself was erased. 32 hex digits."""
    key = settings.SUPPRESSION_KEY.encode()[:64]
    return hashlib.blake2b(f"{business_id}:{value}".encode(), key=key, digest_size=16).hexdigest()
