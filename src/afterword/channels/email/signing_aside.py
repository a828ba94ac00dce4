"""Signs many letters in a process aside, so that whoever delivers goes on meanwhile; a few are signed where they are.

A signature by RSA takes about as long as everything else that a letter needs, and holds Python's one lock all the
while. The process gets keys and what to sign by a socket of its own, ends by itself when it is not asked for a while
or when its master is gone, and if it fails in any way, the letter is signed here.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from afterword.channels.email.dkim import Algorithm, Signer, sign_here, signers_from

#: So many signatures with no longer pause between them are many.
MANY = 40
#: Seconds without a question after which the process ends, and seconds that an answer may take.
IDLE, PATIENCE = 30.0, 5.0
#: Questions that may be on their way; more would fill the socket on both sides.
MOST_OPEN = 32
_KEY, _SIGN = 0, 1
_HEAD = struct.Struct(">BHI")
_LENGTH = struct.Struct(">I")
_READY = b"r"
_PROGRAM = "import socket; from afterword.channels.email.signing_aside import serve; serve(socket.socket(fileno=0))"


def sign_aside(signer: Signer, data: bytes) -> Callable[[], bytes]:
    """Begin a signature; what comes back waits for it. Never raises for anything that happens aside."""
    if signer.algorithm is not Algorithm.RSA:
        return sign_here(signer, data)
    with _lock:
        helper = _helper()
        ticket = helper.ask(signer, data) if helper else None
    if helper is None or ticket is None:
        return sign_here(signer, data)
    asked, number = helper, ticket
    return lambda: asked.answer(number) or signer.sign(data)


@dataclass(slots=True)
class _Pulse:
    """How many signatures were asked for without a longer pause, and when the last one was."""

    count: int = 0
    last: float = 0.0

    def beat(self) -> int:
        now = time.monotonic()
        self.count = self.count + 1 if now - self.last < IDLE / 2 else 1
        self.last = now
        return self.count


@dataclass(slots=True)
class _Helper:
    """A process aside, as this process sees it. Everything under the lock."""

    line: socket.socket
    process: subprocess.Popen[bytes]
    owner: int
    ready: bool = False
    broken: bool = False
    keys: dict[Signer, int] = field(default_factory=dict)
    asked: int = 0
    answered: int = 0
    waiting: dict[int, bytes] = field(default_factory=dict)
    buffer: bytes = b""

    def is_ready(self) -> bool:
        """Whether it has told that it can be asked; does not wait."""
        if not self.ready and select.select([self.line], [], [], 0)[0]:
            self.ready = self.line.recv(1) == _READY
            self.broken = not self.ready
        return self.ready and not self.broken

    def ask(self, signer: Signer, data: bytes) -> int | None:
        """Hand over what to sign; its number, or None where that does not work."""
        try:
            while self.asked - self.answered >= MOST_OPEN:
                self._read_one()
            frames = b""
            number = self.keys.get(signer)
            if number is None:
                number = self.keys[signer] = len(self.keys)
                frames = _frame(_KEY, number, signer.setting.encode())
            self.line.sendall(frames + _frame(_SIGN, number, data))
        except (OSError, EOFError):
            self.broken = True
            return None
        self.asked += 1
        return self.asked

    def answer(self, ticket: int) -> bytes:
        """The signature of that number; empty where it never comes."""
        with _lock:
            try:
                while ticket not in self.waiting:
                    self._read_one()
            except (OSError, EOFError):
                self.broken = True
            return self.waiting.pop(ticket, b"")

    def _read_one(self) -> None:
        if self.broken:
            raise EOFError
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        self.answered += 1
        self.waiting[self.answered] = self._exactly(length)

    def _exactly(self, count: int) -> bytes:
        while len(self.buffer) < count:
            block = self.line.recv(65536)
            if not block:
                raise EOFError
            self.buffer += block
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def close(self) -> None:
        """Hang up; it ends by that."""
        self.line.close()
        if self.owner == os.getpid():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(1)


def _frame(kind: int, number: int, data: bytes) -> bytes:
    return _HEAD.pack(kind, number, len(data)) + data


_lock = threading.Lock()
_pulse = _Pulse()
_running: list[_Helper] = []


def _helper() -> _Helper | None:
    """The process aside, if there is enough to do for it and it is ready."""
    many = _pulse.beat() >= MANY
    for one in list(_running):
        if one.broken or one.owner != os.getpid() or one.process.poll() is not None:
            one.close()
            _running.remove(one)
    if not _running and many and (os.cpu_count() or 1) > 1:
        _running.append(_started())
    return _running[0] if _running and _running[0].is_ready() else None


def _started() -> _Helper:
    ours, its = socket.socketpair()
    ours.settimeout(PATIENCE)
    with its:
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM],
            stdin=its.fileno(),
            stdout=subprocess.DEVNULL,
        )
    return _Helper(ours, process, os.getpid())


@atexit.register
def stop() -> None:
    """End the process aside, if there is one."""
    with _lock:
        while _running:
            _running.pop().close()


def serve(line: socket.socket) -> None:
    """What the process aside does: sign what comes until nobody asks any more."""
    keys: dict[int, Signer] = {}
    line.settimeout(IDLE)
    with contextlib.suppress(OSError), line, line.makefile("rb") as coming:
        line.sendall(_READY)
        while head := coming.read(_HEAD.size):
            kind, number, length = _HEAD.unpack(head)
            data = coming.read(length)
            if kind == _KEY:
                [keys[number]] = signers_from(data.decode())
            else:
                signature = keys[number].sign(data)
                line.sendall(_LENGTH.pack(len(signature)) + signature)
