"""One HTTP/1.1 connection on which the last octet of a request is said apart, as the dot is in SMTP."""

from __future__ import annotations

import io
import ssl
import time
from functools import lru_cache
from http.client import HTTPException, HTTPResponse, RemoteDisconnected
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from afterword.channels.email.loopback import is_this_machine, must_stay_local, only_local
from afterword.channels.email.patience import Patience
from afterword.channels.email.providers.shape import Answer, Call
from afterword.channels.email.wire import Garbled, Lost, Wire

if TYPE_CHECKING:
    import socket

_LONGEST_ANSWER = 262_144


class Certificate(Exception):
    """The other side cannot prove who it is; the message says why, in a sentence's half."""


class Line:
    """A connection to a provider. Raises Lost, Garbled, Certificate or NotLocal, each with a sentence's half."""

    def __init__(self, base: str, patience: Patience, *, local_only: bool = False) -> None:
        parts = urlsplit(base)
        self.host = parts.hostname or ""
        self._secure = parts.scheme == "https"
        self._port = parts.port or (443 if self._secure else 80)
        self._prefix = parts.path.rstrip("/")
        self._patience = patience
        self._local_only = local_only
        self._wire: Wire | None = None
        self._last = b""

    @property
    def place(self) -> str:
        """The host as a Host header names it."""
        usual = 443 if self._secure else 80
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self._port == usual else f"{host}:{self._port}"

    @property
    def is_open(self) -> bool:
        return self._wire is not None

    def connect(self) -> None:
        """Connect and prove the other side's name, unless that is done and the line still stands."""
        if self._wire is not None:
            try:
                if not self._wire.has_spoken():
                    return
            except Lost:
                pass  # hung up while it was idle: start anew
            self.hang_up()
        host = only_local(self.host) if self._local_only or must_stay_local() else self.host
        self._wire = Wire((host, self._port), self._patience.connect)
        if self._secure:
            self._prove(self._wire)

    def _prove(self, wire: Wire) -> None:
        try:
            wire.secure(_tls(), self.host, self._patience.command)
        except ssl.SSLCertVerificationError as error:
            self.hang_up()
            raise Certificate(f"shows a certificate that does not hold ({error.verify_message.rstrip('.')})") from None
        except ssl.SSLError as error:
            self.hang_up()
            raise Lost(
                f"could not secure the connection ({(error.reason or 'TLS').replace('_', ' ').lower()})"
            ) from None

    def begin(self, call: Call) -> None:
        """Send a request but for its last octet: nobody can act upon it yet."""
        wire = self._open()
        octets = self._written(call)
        self._last = octets[-1:]
        wire.send(octets[:-1], self._patience.body)

    def has_spoken(self) -> bool:
        """Whether the other side answers before it has heard all."""
        return self._open().has_spoken()

    def say_last_octet(self) -> None:
        """From here on the request counts."""
        self._open().send(self._last, self._patience.body)

    def answer(self, seconds: float) -> Answer:
        """Read the whole answer; hang up where the other side wants that."""
        heard = HTTPResponse(cast("socket.socket", _Paper(self._open(), seconds)), method="POST")
        try:
            heard.begin()
            body = heard.read(_LONGEST_ANSWER + 1)
        except (RemoteDisconnected, ConnectionError):
            raise Lost("closed the connection") from None
        except (HTTPException, ValueError) as garbage:
            raise Garbled(" ".join(str(garbage).split())[:120] or type(garbage).__name__) from None
        if len(body) > _LONGEST_ANSWER:
            raise Garbled("an answer without an end")
        if heard.will_close:
            self.hang_up()
        return Answer(heard.status, {name.lower(): value for name, value in heard.getheaders()}, body)

    def hang_up(self) -> None:
        if self._wire is not None:
            self._wire.close()
        self._wire, self._last = None, b""

    def _open(self) -> Wire:
        if self._wire is None:
            raise Lost("has no connection with us")
        return self._wire

    def _written(self, call: Call) -> bytes:
        headers = {"Host": self.place, "User-Agent": "Afterword", "Accept": "application/json", **call.headers}
        if call.body or call.method == "POST":
            headers["Content-Length"] = str(len(call.body))
        lines = [
            f"{call.method} {self._prefix}{call.path} HTTP/1.1",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        if any("\r" in line or "\n" in line for line in lines):
            raise ValueError("A line break cannot stand in a header.")
        return "\r\n".join([*lines, "", ""]).encode("utf-8", "replace") + call.body


class _Paper:
    """What `http.client` reads an answer from."""

    def __init__(self, wire: Wire, seconds: float) -> None:
        self._heard = _Heard(wire, seconds)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self._heard)


class _Heard(io.RawIOBase):
    """What comes over the wire, within a deadline for all of it."""

    def __init__(self, wire: Wire, seconds: float) -> None:
        self._wire, self._seconds = wire, seconds
        self._deadline = time.monotonic() + seconds
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the base's Buffer cannot be sized
        if not self._left:
            left = self._deadline - time.monotonic()
            if left <= 0:
                raise Lost(f"did not answer within {self._seconds:g} seconds")
            try:
                self._left = self._wire.take(left)
            except TimeoutError:
                raise Lost(f"did not answer within {self._seconds:g} seconds") from None
        taken = self._left[: len(buffer)]
        buffer[: len(taken)] = taken
        self._left = self._left[len(taken) :]
        return len(taken)


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def is_plain_and_far(base: str) -> bool:
    """Would a key travel in clear to another machine?"""
    parts = urlsplit(base)
    return parts.scheme != "https" and not is_this_machine(parts.hostname or "")
