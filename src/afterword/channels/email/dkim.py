"""Signs a letter in the name of its sender's domain, so that receivers can tell that it is theirs (DKIM, RFC 6376).

The signature is "relaxed/relaxed" and covers what a reader sees and acts on; From is named twice, so that nobody can
put a second one in front of it. RSA by SHA-256 is understood everywhere; Ed25519 (RFC 8463) may stand beside it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from afterword.channels.email.message import Letter

RSA_BITS = 2048
#: In this order they stand in the signature; those that a letter does not have are left out.
SIGNED = (
    b"from", b"to", b"subject", b"date", b"message-id", b"in-reply-to", b"references", b"reply-to",
    b"list-unsubscribe", b"list-unsubscribe-post", b"auto-submitted", b"feedback-id", b"mime-version", b"content-type",
)  # fmt: skip
_FOLD = re.compile(rb"\r\n(?=[ \t])")
_BLANKS = re.compile(rb"[ \t]+")
_LINE = 72


class Algorithm(StrEnum):
    """How letters are signed, in the words of the signature and of the DNS record."""

    RSA = "rsa"
    ED25519 = "ed25519"


class BadKey(ValueError):
    """A stored key cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A key at work: whose letters it signs, and under which name its other half stands in the DNS."""

    domain: str
    selector: str
    algorithm: Algorithm
    sign: Callable[[bytes], bytes] = field(repr=False, compare=False)
    #: The key as `signers_from` reads it.
    setting: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A fresh pair: ``private`` is PKCS #8 in base64, to be kept secret; ``record`` is the text for the DNS."""

    private: str = field(repr=False)
    record: str


def new_key(algorithm: Algorithm) -> NewKey:
    """Make a pair of keys; RSA takes a good part of a second."""
    if algorithm is Algorithm.ED25519:
        short = Ed25519PrivateKey.generate()
        public = short.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return NewKey(_private_text(short), _record(algorithm, public))
    long = generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    public = long.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return NewKey(_private_text(long), _record(algorithm, public))


def _private_text(key: RSAPrivateKey | Ed25519PrivateKey) -> str:
    return base64.b64encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode("ascii")


def _record(algorithm: Algorithm, public: bytes) -> str:
    return f"v=DKIM1; k={algorithm.value}; p={base64.b64encode(public).decode('ascii')}"


def setting_of(keys: Iterable[tuple[str, str, str]]) -> str:
    """Keys as one setting of a mail account, from (domain, selector, private half); empty for none."""
    listed = [list(key) for key in keys]
    return json.dumps(listed) if listed else ""


@lru_cache(maxsize=256)
def signers_from(setting: str) -> tuple[Signer, ...]:
    """The keys of such a setting, read once and ready to sign. Raises BadKey."""
    try:
        return tuple(_signer(*key) for key in json.loads(setting)) if setting else ()
    except (ValueError, TypeError):
        raise BadKey(
            "The key that signs your letters cannot be read; make a new one under Settings, Channels."
        ) from None


def _signer(domain: str, selector: str, private: str) -> Signer:
    setting = setting_of([(domain, selector, private)])
    key = load_der_private_key(base64.b64decode(private), password=None)
    if isinstance(key, Ed25519PrivateKey):
        return Signer(domain, selector, Algorithm.ED25519, _by_ed25519(key), setting)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError
    return Signer(domain, selector, Algorithm.RSA, _by_rsa(key), setting)


def _by_rsa(key: RSAPrivateKey) -> Callable[[bytes], bytes]:
    scheme, digest = padding.PKCS1v15(), hashes.SHA256()
    return lambda data: key.sign(data, scheme, digest)


def _by_ed25519(key: Ed25519PrivateKey) -> Callable[[bytes], bytes]:
    return lambda data: key.sign(hashlib.sha256(data).digest())


def sign_here(signer: Signer, data: bytes) -> Callable[[], bytes]:
    """Sign at once."""
    signature = signer.sign(data)
    return lambda: signature


def signed(letter: Letter, signers: Sequence[Signer], *, at: datetime) -> Letter:
    """The letter with a signature of each signer on top; ``at``: the aware moment that the signatures name."""
    return signing(letter, signers, at=at)()


def signing(
    letter: Letter,
    signers: Sequence[Signer],
    *,
    at: datetime,
    sign: Callable[[Signer, bytes], Callable[[], bytes]] = sign_here,
) -> Callable[[], Letter]:
    """Begin to sign a letter; what comes back gives it as `signed` does. ``sign``: begins one signature."""
    if not signers:
        return lambda: letter
    head, _, body = letter.raw.partition(b"\r\n\r\n")
    fields = relaxed_fields(head)
    names = tuple(name for name in SIGNED if name in fields)
    digest = base64.b64encode(hashlib.sha256(relaxed_body(body)).digest())
    covered = fields[b"from"] + b"".join([fields[name] for name in names[1:]])
    filled = b"%d" % int(at.timestamp()), digest
    begun: list[tuple[bytes, Callable[[], bytes]]] = []
    for signer in signers:
        top, relaxed = _top(signer, names)
        begun.append((top % filled, sign(signer, covered + relaxed % filled)))
    return lambda: replace(
        letter, raw=b"".join([*(top + _folded(signature()) for top, signature in begun), letter.raw])
    )


def _folded(signature: bytes) -> bytes:
    written = base64.b64encode(signature)
    return b"\r\n ".join([written[at : at + _LINE] for at in range(0, len(written), _LINE)]) + b"\r\n"


@lru_cache(maxsize=512)
def _top(signer: Signer, names: tuple[bytes, ...]) -> tuple[bytes, bytes]:
    """The signature's header up to ``b=``, with places for the moment and the body's hash; and as it counts itself."""
    first = (
        f"DKIM-Signature: v=1; a={signer.algorithm.value}-sha256; c=relaxed/relaxed;\r\n"
        f" d={signer.domain};\r\n s={signer.selector}; t="
    ).encode("ascii")
    lines: list[bytes] = []
    line = b" h=from:from"
    for name in names[1:]:
        if len(line) + 1 + len(name) > _LINE:
            lines.append(line + b":")
            line = b"  " + name
        else:
            line += b":" + name
    top = first.replace(b"%", b"%%") + b"%b;\r\n" + b"\r\n".join([*lines, line]) + b";\r\n bh=%b;\r\n b="
    return top, b"dkim-signature:" + relaxed_value(top.partition(b":")[2])


def relaxed_fields(head: bytes) -> dict[bytes, bytes]:
    """The header's fields by their names, each as it counts for a signature (RFC 6376, 3.4.2)."""
    fields: dict[bytes, bytes] = {}
    for line in _BLANKS.sub(b" ", _FOLD.sub(b"", head)).split(b"\r\n"):
        name, _, value = line.partition(b":")
        name = name.rstrip(b" ").lower()
        fields[name] = b"%b:%b\r\n" % (name, value.strip(b" "))
    return fields


def relaxed_value(value: bytes) -> bytes:
    """A field's value on one line, blanks made single."""
    return _BLANKS.sub(b" ", _FOLD.sub(b"", value)).strip(b" ")


def relaxed_body(body: bytes) -> bytes:
    """The body as it counts for a signature (RFC 6376, 3.4.4): single blanks, none at ends of lines, no empty end."""
    if b"\t" in body:
        body = body.replace(b"\t", b" ")
    while b"  " in body:
        body = body.replace(b"  ", b" ")
    body = body.replace(b" \r\n", b"\r\n").rstrip(b"\r\n")
    return body + b"\r\n" if body else b""
