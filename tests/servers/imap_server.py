"""A real IMAP server (pymap) in a process of its own, with one mailbox that tests put mails into."""

from __future__ import annotations

import contextlib
import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

USER, PASSWORD = "rosa", "sécret"
_PATIENCE = 15


@dataclass(frozen=True, slots=True)
class ImapServer:
    """A running server. Its mailbox begins empty."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def settings(self) -> dict[str, str]:
        """The mailbox's settings for it."""
        return {
            "host": "127.0.0.1",
            "port": str(self.port),
            "security": "none",
            "username": USER,
            "password": PASSWORD,
            "folder": "INBOX",
        }

    def put(self, *mails: bytes, flags: str = "") -> None:
        """Let mails arrive; with `flags`, as somebody has marked them already."""
        with self._line() as line:
            for mail in mails:
                answer, said = line.append("INBOX", flags, "", mail.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
                assert answer == "OK", said

    def flags(self) -> list[str]:
        """The flags of each mail, as the server tells them."""
        with self._line() as line:
            line.select("INBOX", readonly=True)
            _, said = line.fetch("1:*", "(FLAGS)")
            return [part.decode() for part in said if isinstance(part, bytes)]

    @contextmanager
    def _line(self) -> Iterator[imaplib.IMAP4]:
        line = imaplib.IMAP4("127.0.0.1", self.port, timeout=_PATIENCE)
        line.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        try:
            yield line
        finally:
            line.logout()


def start_imap(*, certificate: str = "") -> ImapServer:
    """Start it on a free port; whoever starts it ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from pymap.main import main; main()"]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    command += ["--cert", certificate, "--key", certificate] if certificate else ["--no-tls"]
    command += ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + _PATIENCE
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            break
        assert process.poll() is None, "pymap has ended at once"
        assert time.monotonic() < until, "pymap does not listen"
        time.sleep(0.05)
    return ImapServer(port, process)
