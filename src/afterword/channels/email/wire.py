"""The socket under an SMTP conversation: whole answers within a deadline, and no surprise from what a server sends."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time

from afterword.channels.email.replies import Reply, read_reply, shown

_LONGEST_REPLY = 32_768
_BLOCK = 16_384


class Lost(Exception):
    """The other side is gone, silent or unreachable; the message says which, in a sentence's half."""


class Garbled(Exception):
    """The other side spoke, but it was no SMTP answer; the message is what it said, as far as it can be shown."""


class Wire:
    """A connected socket with line reading. Every method raises Lost when the other side is gone or out of time."""

    __slots__ = ("_buffer", "_socket")

    def __init__(self, address: tuple[str, int], seconds: float) -> None:
        """Connect to an address. Raises Lost."""
        try:
            self._socket: socket.socket = socket.create_connection(address, timeout=seconds)
            # The dot is a small write of its own: Nagle's algorithm would hold it back for 40 ms.
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except TimeoutError:
            raise Lost(f"did not answer within {seconds:g} seconds") from None
        except OSError as error:
            raise Lost(_spoken(error)) from None
        self._buffer = b""

    @property
    def own_literal(self) -> str:
        """This end's address as EHLO names it where there is no host name: `[192.0.2.1]` or `[IPv6:…]`."""
        try:
            address = str(self._socket.getsockname()[0])
        except OSError:
            address = "127.0.0.1"
        return f"[IPv6:{address}]" if ":" in address else f"[{address}]"

    def secure(self, context: ssl.SSLContext, host: str, seconds: float) -> None:
        """Wrap the socket in TLS and prove the server's name. Raises Lost or ssl.SSLError.

        What a server said in clear after STARTTLS is thrown away (it could have been said by anybody).
        """
        self._buffer = b""
        self._socket.settimeout(seconds)
        try:
            self._socket = context.wrap_socket(self._socket, server_hostname=host)
        except ssl.SSLEOFError:
            raise Lost("closed the connection while it was being secured") from None
        except ssl.SSLError:
            raise
        except TimeoutError:
            raise Lost(f"did not secure the connection within {seconds:g} seconds") from None
        except (OSError, ValueError) as error:
            raise Lost(_spoken(error)) from None

    def send(self, data: bytes, seconds: float) -> None:
        """Write all of it. Raises Lost; how much had left by then nobody knows."""
        self._socket.settimeout(seconds)
        try:
            self._socket.sendall(data)
        except TimeoutError:
            raise Lost(f"took nothing for {seconds:g} seconds") from None
        except (OSError, ValueError) as error:
            raise Lost(_spoken(error)) from None

    def reply(self, seconds: float) -> Reply:
        """Read one whole answer, all its lines. Raises Lost or Garbled."""
        deadline = time.monotonic() + seconds
        lines: list[bytes] = []
        size = 0
        while True:
            line = self._line(deadline, seconds)
            size += len(line)
            lines.append(line)
            if size > _LONGEST_REPLY:
                raise Garbled(shown(line[:80]))
            if line[3:4] != b"-":
                break
        reply = read_reply(lines)
        if reply is None:
            raise Garbled(shown(b" / ".join(lines)[:200]))
        return reply

    def has_spoken(self) -> bool:
        """Whether an answer is here already that nobody asked for. Raises Lost when the other side has hung up."""
        if self._buffer:
            return True
        self._socket.settimeout(0)
        try:
            self._buffer = self._socket.recv(_BLOCK)
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        except (OSError, ValueError) as error:
            raise Lost(_spoken(error)) from None
        if not self._buffer:
            raise Lost("closed the connection")
        return True

    def take(self, seconds: float) -> bytes:
        """What has come, waiting for something to come; nothing where the other side has hung up.

        Raises TimeoutError or Lost.
        """
        if self._buffer:
            taken, self._buffer = self._buffer, b""
            return taken
        self._socket.settimeout(seconds)
        try:
            return self._socket.recv(_BLOCK)
        except TimeoutError:
            raise
        except (OSError, ValueError) as error:
            raise Lost(_spoken(error)) from None

    def close(self) -> None:
        """Hang up. What was sent and not finished is discarded by the other side."""
        with contextlib.suppress(OSError):  # a reset connection may complain once more; it is gone either way
            self._socket.close()

    def _line(self, deadline: float, seconds: float) -> bytes:
        end = self._buffer.find(b"\n")
        while end < 0:
            if len(self._buffer) > _LONGEST_REPLY:
                raise Garbled(shown(self._buffer[:80]))
            left = deadline - time.monotonic()
            if left <= 0:
                raise Lost(f"did not answer within {seconds:g} seconds")
            self._socket.settimeout(left)
            try:
                block = self._socket.recv(_BLOCK)
            except TimeoutError:
                raise Lost(f"did not answer within {seconds:g} seconds") from None
            except (OSError, ValueError) as error:
                raise Lost(_spoken(error)) from None
            if not block:
                raise Lost("closed the connection")
            self._buffer += block
            end = self._buffer.find(b"\n")
        line, self._buffer = self._buffer[:end], self._buffer[end + 1 :]
        return line.rstrip(b"\r")


def _spoken(error: Exception) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "refuses connections there"
    if isinstance(error, ConnectionResetError | BrokenPipeError):
        return "broke the connection"
    if isinstance(error, socket.gaierror):
        return "was not found"
    return f"cannot be talked to ({getattr(error, 'strerror', None) or error})"
