"""E-mail addresses as they may stand on the wire: proven harmless, domains as A-labels."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import idna

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+"
_LOCAL = re.compile(rf'{_ATOM}(?:\.{_ATOM})*|"(?:[ !#-\[\]-~]|\\[ -~])+"')
_ASCII_DOMAIN = re.compile(
    r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)
_LITERAL = re.compile(r"\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9A-Fa-f:.]+)\]")


class BadAddress(ValueError):
    """The text is no e-mail address; the message says what to do."""


@dataclass(frozen=True, slots=True)
class WireAddress:
    """An address for MAIL, RCPT and the headers. `needs_utf8`: only a server with SMTPUTF8 can take it."""

    text: str
    needs_utf8: bool


@lru_cache(maxsize=4096)
def wire_address(address: str) -> WireAddress:
    """The address in NFC with its domain in A-labels. Raises BadAddress."""
    text = unicodedata.normalize("NFC", address.strip(" "))
    local, at, domain = text.rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or not _visible(local):
        raise _bad(address)
    wire = f"{local}@{_wire_domain(domain, address)}"
    if len(local.encode()) > 64 or len(wire.encode()) > 254:
        raise BadAddress(f"“{_shown(address)}” is too long for an e-mail address; correct it on the customer's page.")
    return WireAddress(wire, not wire.isascii())


def _wire_domain(domain: str, address: str) -> str:
    if _ASCII_DOMAIN.fullmatch(domain):
        return domain
    if _LITERAL.fullmatch(domain):
        return domain
    try:
        encoded = idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise _bad(address) from None
    if not _ASCII_DOMAIN.fullmatch(encoded):
        raise _bad(address)
    return encoded


def _visible(local: str) -> bool:
    return local.isascii() or all(unicodedata.category(mark)[0] in "LMNPS" for mark in local)


def _bad(address: str) -> BadAddress:
    return BadAddress(f"“{_shown(address)}” is not an e-mail address; correct it on the customer's page.")


def _shown(address: str) -> str:
    return "".join(mark if mark.isprintable() else "·" for mark in address[:80])
