"""Secrets at rest: passwords of mail servers are stored encrypted with a key that is not in the database."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class UnreadableSecret(ValueError):
    """The key that sealed this is gone: the message says what to do."""


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(settings.VAULT_KEY.encode()).digest()))


def seal(values: Mapping[str, str]) -> str:
    """Encrypt a small mapping of texts (Fernet: AES-128-CBC with HMAC-SHA256)."""
    return _fernet().encrypt(json.dumps(dict(values)).encode()).decode("ascii")


def unseal(sealed: str) -> dict[str, str]:
    """The mapping again; empty for an empty text. Raises :class:`UnreadableSecret` under another key."""
    if not sealed:
        return {}
    try:
        values = json.loads(_fernet().decrypt(sealed.encode("ascii")))
    except InvalidToken:
        raise UnreadableSecret(
            "The stored password cannot be read: vault.secret has changed. Enter it again under Settings, Channels."
        ) from None
    return {str(key): str(value) for key, value in values.items()}
