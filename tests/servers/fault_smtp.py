"""A mail server for tests that breaks at a chosen moment in a chosen way, and knows whether it accepted a message."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

PHASES = (
    "banner",
    "EHLO",
    "STARTTLS",
    "AUTH",
    "MAIL",
    "RCPT",
    "DATA",
    "body 0%",
    "body 50%",
    "body 100%",
    "after dot",
    "QUIT",
)
CODES = ("421", "450", "451", "452", "500", "530", "535", "550", "552", "554")
FAULTS = ("RST", "FIN", "silence", *CODES, "garbage", "long line", "wrong multi-line", "dripping", "TLS alert")

_SAYINGS = {
    "garbage": b"\x00\xff\xfe<html>\x85 not SMTP at all\r\n",
    "long line": b"250 " + b"x" * 100_000 + b"\r\n",
    "wrong multi-line": b"250-one thing\r\n550 and another\r\n",
    "TLS alert": b"\x15\x03\x01\x00\x02\x02\x28",
}


class Gone(Exception):
    """The conversation is over."""


@dataclass(slots=True)
class Script:
    """When to break and how. `times`: for how many conversations' moments; later ones go well."""

    phase: str = ""
    fault: str = ""
    times: int = 10**9


@dataclass(slots=True)
class FaultServer:
    """`accepted`: messages answered with 250; `dots`: final dots seen; `fired`: the fault has happened."""

    script: Script
    pipelining: bool = True
    starttls: ssl.SSLContext | None = None
    auth: bool = False
    greets_only: str = ""
    accepted: list[bytes] = field(default_factory=list)
    dots: int = 0
    conversations: int = 0
    logins: list[bytes] = field(default_factory=list)
    fired: threading.Event = field(default_factory=threading.Event)
    _listener: socket.socket | None = None
    _closing: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)
    _clients: list[socket.socket] = field(default_factory=list)

    def start(self) -> int:
        """Listen on the loopback; the port."""
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._spawn(self._accept)
        return int(self._listener.getsockname()[1])

    def stop(self) -> None:
        """Stop listening and end every conversation."""
        self._closing.set()
        if self._listener:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        for client in self._clients:
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(3)

    def _spawn(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        assert self._listener
        while not self._closing.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.conversations += 1
            self._clients.append(client)
            self._spawn(lambda client=client: _Talk(self, client).go_on())  # type: ignore[misc]


class _Talk:
    """One conversation."""

    def __init__(self, server: FaultServer, client: socket.socket) -> None:
        self.server, self.client, self.buffer = server, client, b""
        self.secured = False
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.settimeout(0.05)

    def go_on(self) -> None:
        try:
            self._conversation()
        except (Gone, OSError):
            pass  # either end may break off at any time: that is what this server is for
        finally:
            self.client.close()

    def _conversation(self) -> None:
        self._answer("banner", b"220 faulty.test ESMTP")
        while True:
            verb, _, argument = self._line().partition(b" ")
            handler = getattr(self, f"_on_{verb.decode('ascii', 'replace').lower()}", None)
            if handler is None:
                self._say(b"500 5.5.2 What?")
            else:
                handler(argument)

    def _on_ehlo(self, _: bytes) -> None:
        server = self.server
        if server.greets_only == "HELO":
            self._say(b"502 5.5.1 Never heard of it")
            return
        offers = [b"faulty.test", b"8BITMIME"]
        offers += [b"PIPELINING"] if server.pipelining else []
        offers += [b"STARTTLS"] if server.starttls and not self.secured else []
        offers += [b"AUTH PLAIN LOGIN"] if server.auth else []
        self._answer("EHLO", b"\r\n".join([b"250-" + one for one in offers[:-1]] + [b"250 " + offers[-1]]))

    def _on_helo(self, _: bytes) -> None:
        self._answer("EHLO", b"250 faulty.test")

    def _on_starttls(self, _: bytes) -> None:
        if self.server.script.phase == "STARTTLS" and self.server.script.fault == "TLS alert":
            self._say(b"220 2.0.0 Ready")
            self._recv()
        self._answer("STARTTLS", b"220 2.0.0 Ready")
        if self.server.starttls:
            self.client.settimeout(5)
            try:
                self.client = self.server.starttls.wrap_socket(self.client, server_side=True)
            except ssl.SSLError:
                raise Gone from None
            self.client.settimeout(0.05)
            self.secured = True

    def _on_auth(self, argument: bytes) -> None:
        self.server.logins.append(argument)
        self._answer("AUTH", b"235 2.7.0 Welcome")

    def _on_mail(self, _: bytes) -> None:
        self._answer("MAIL", b"250 2.1.0 Ok")

    def _on_rcpt(self, _: bytes) -> None:
        self._answer("RCPT", b"250 2.1.5 Ok")

    def _on_data(self, _: bytes) -> None:
        if not self._answer("DATA", b"354 Go on"):
            return
        self._maybe("body 0%")
        taken = b""
        half = False
        while not (done := taken.endswith(b"\r\n.\r\n")):
            taken, self.buffer = taken + self.buffer, b""
            if not half and len(taken) > 1000:
                half = True
                self._maybe("body 50%")
            if b"\r\n--=_" in taken and taken.endswith(b"--\r\n"):  # the last boundary: all but the dot is here
                self._maybe("body 100%")
            done = taken.endswith(b"\r\n.\r\n")
            if done:
                break
            self._recv()
        self.server.dots += 1
        if self._fires("after dot"):
            self._break()
            return
        self.server.accepted.append(taken[: -len(b".\r\n")])
        self._say(b"250 2.0.0 Ok: queued")

    def _on_rset(self, _: bytes) -> None:
        self._say(b"250 2.0.0 Ok")

    def _on_quit(self, _: bytes) -> None:
        self._answer("QUIT", b"221 2.0.0 Bye")
        raise Gone

    def _answer(self, phase: str, usual: bytes) -> bool:
        """The usual answer, or the fault; whether it was the usual one."""
        if self._fires(phase):
            self._break()
            return False
        self._say(usual)
        return True

    def _maybe(self, phase: str) -> None:
        if self._fires(phase):
            self._break()
            # The rest of the text is read and thrown away: this server has already said what it thinks of it.
            while True:
                self._recv()
                self.buffer = b""

    def _fires(self, phase: str) -> bool:
        script = self.server.script
        if script.phase != phase or script.times <= 0:
            return False
        script.times -= 1
        return True

    def _break(self) -> None:
        fault = self.server.script.fault
        if fault == "RST":
            self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.client.close()
            self.server.fired.set()
            raise Gone
        if fault == "FIN":
            with contextlib.suppress(OSError):
                self.client.shutdown(socket.SHUT_RDWR)
            self.client.close()
            self.server.fired.set()
            raise Gone
        if fault == "silence":
            self.server.fired.set()
            self.server._closing.wait(20)
            raise Gone
        if fault == "dripping":
            self._raw(b"250 ")
            self.server.fired.set()
            for byte in b"slowly " * 20 + b"\r\n":
                self._raw(bytes([byte]))
                if self.server._closing.wait(0.1):
                    break
            raise Gone
        self._raw(_SAYINGS.get(fault) or f"{fault} ordered\r\n".encode())
        time.sleep(0.005)
        self.server.fired.set()
        if fault in ("421", "TLS alert"):
            raise Gone

    def _say(self, line: bytes) -> None:
        self._raw(line + b"\r\n")

    def _raw(self, data: bytes) -> None:
        self.client.settimeout(3)
        self.client.sendall(data)
        self.client.settimeout(0.05)

    def _line(self) -> bytes:
        while b"\n" not in self.buffer:
            self._recv()
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line.rstrip(b"\r")

    def _recv(self) -> None:
        while not self.server._closing.is_set():
            try:
                block = self.client.recv(65536)
            except TimeoutError:
                continue
            if not block:
                raise Gone
            self.buffer += block
            return
        raise Gone
