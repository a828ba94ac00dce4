"""No test reaches beyond this machine, and no code talks to the network inside a database transaction."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest

_connect, _connect_ex, _sendall = socket.socket.connect, socket.socket.connect_ex, socket.socket.sendall


class ForbiddenTraffic(AssertionError):
    """A test, or the code under test, used the network in a way that must never happen."""


def is_on_this_machine(address: Any) -> bool:
    """Whether a socket address is a Unix socket or a loopback one."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


def check_address(address: Any) -> None:
    """Raise ForbiddenTraffic for an address elsewhere."""
    if not is_on_this_machine(address):
        raise ForbiddenTraffic(f"A test tried to reach {address!r}; tests talk to this machine only.")


def check_no_transaction() -> None:
    """Raise ForbiddenTraffic while this thread has a transaction open that is not the test's own."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
            raise ForbiddenTraffic(
                "Network traffic inside a database transaction: a slow peer would hold up every writer."
            )


@pytest.fixture(autouse=True)
def _guarded_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the guards in front of every socket of this process."""

    def connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            check_address(address)
            check_no_transaction()
        _connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        if self.family != socket.AF_UNIX:
            check_address(address)
            check_no_transaction()
        return _connect_ex(self, address)

    def sendall(self: socket.socket, *arguments: Any) -> None:
        if self.family != socket.AF_UNIX:
            check_no_transaction()
        _sendall(self, *arguments)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect_ex)
    monkeypatch.setattr(socket.socket, "sendall", sendall)
