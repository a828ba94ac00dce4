"""Keeps mail on this machine while the clock is not the real one."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterable


class NotLocal(ValueError):
    """The server is elsewhere, and mail must stay here; the message says what to do."""


def must_stay_local() -> bool:
    """Whether AFTERWORD_CLOCK is set: then no mail may go to another machine, whoever forgot to say so."""
    return bool(os.environ.get("AFTERWORD_CLOCK"))


def only_local(host: str) -> str:
    """An address of this machine that the host's name stands for. Raises NotLocal if any of its addresses is elsewhere.

    Connect to the answer, not to the name: it could stand for something else by then.
    """
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        found = []
    if not found or not all(_is_loopback(address) for address in found):
        raise NotLocal(
            f"The clock is set by AFTERWORD_CLOCK, so mail only goes to a server on this machine, "
            f"and {host or 'nothing'} is not one; use localhost, or start without AFTERWORD_CLOCK."
        )
    return found[0]


def all_local(hosts: Iterable[str]) -> bool:
    """Whether every one of these hosts, and there is one, stands for addresses of this machine alone."""
    named = list(hosts)
    try:
        return bool(named) and all(only_local(host) for host in named)
    except NotLocal:
        return False


def _is_loopback(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback


def is_this_machine(host: str) -> bool:
    """Whether a host is written as this machine itself: localhost or a loopback address. Asks no name server."""
    if host.rstrip(".").lower() in {"localhost", "ip6-localhost"}:
        return True
    try:
        return _is_loopback(host.strip("[]"))
    except ValueError:
        return False
