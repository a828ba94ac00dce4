"""A mail server that swallows everything, to measure delivery against: postfix's smtp-sink if found, else ours.

Run it alone with `python -m afterword.ops.bench.sink --port 2525`. A sink written in Python takes fewer messages a
second than we send, and would be what is measured; whoever reports figures says which sink it was.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[4]
_PLACES = ("/usr/sbin/smtp-sink", "/usr/lib/postfix/sbin/smtp-sink")
_GREETING = b"220 sink.test ESMTP\r\n"
_ANSWERS = {
    b"EHLO": b"250-sink.test\r\n250-PIPELINING\r\n250-SMTPUTF8\r\n250 8BITMIME\r\n",
    b"HELO": b"250 sink.test\r\n",
    b"MAIL": b"250 2.1.0 Ok\r\n",
    b"RCPT": b"250 2.1.5 Ok\r\n",
    b"DATA": b"354 End data with <CR><LF>.<CR><LF>\r\n",
    b"RSET": b"250 2.0.0 Ok\r\n",
    b"NOOP": b"250 2.0.0 Ok\r\n",
    b"QUIT": b"221 2.0.0 Bye\r\n",
}
_END = b"\r\n.\r\n"


@dataclass(frozen=True, slots=True)
class CSink:
    """postfix's smtp-sink. `libraries`: what to put in front of LD_LIBRARY_PATH where it is only unpacked."""

    path: str
    libraries: str = ""

    def command(self, port: int) -> list[str]:
        """What to start for a sink on the loopback."""
        as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []  # it refuses to stay root
        return [self.path, *as_nobody, f"127.0.0.1:{port}", "128"]

    def environment(self) -> dict[str, str]:
        """The environment to start it in."""
        around = dict(os.environ)
        if self.libraries:
            usual = around.get("LD_LIBRARY_PATH", "")
            around["LD_LIBRARY_PATH"] = f"{self.libraries}:{usual}" if usual else self.libraries
        return around


@dataclass(frozen=True, slots=True)
class RunningSink:
    """A sink that takes mail on the loopback. `name` says which it is, for the report."""

    port: int
    name: str


class Swallower(asyncio.Protocol):
    """One connection to our own sink: reads as much as there is, answers all of it at once."""

    def __init__(self) -> None:
        self._transport: asyncio.WriteTransport | None = None
        self._buffer = b""
        self._in_text = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport
        transport.write(_GREETING)

    def data_received(self, data: bytes) -> None:
        """Answer every whole command and every whole text; keep the rest."""
        assert self._transport
        self._buffer += data
        answers: list[bytes] = []
        while (answer := self._next()) is not None:
            answers.append(answer)
        if answers:
            self._transport.write(b"".join(answers))
        if answers and answers[-1] == _ANSWERS[b"QUIT"]:
            self._transport.close()

    def _next(self) -> bytes | None:
        if self._in_text:
            head, end, rest = self._buffer.partition(_END)
            if not end:
                self._buffer = head[-len(_END) :]  # nothing of a letter is kept but what may begin its end
                return None
            self._buffer, self._in_text = rest, False
            return b"250 2.0.0 Swallowed\r\n"
        line, end, rest = self._buffer.partition(b"\n")
        if not end:
            return None
        verb = line[:4].upper()
        self._in_text = verb == b"DATA"
        self._buffer = b"\r\n" + rest if self._in_text else rest
        return _ANSWERS.get(verb, b"500 5.5.2 What?\r\n")


def find_c_sink() -> CSink | None:
    """smtp-sink on PATH, where Debian puts it, or unpacked somewhere below the project's .cache; None where missing."""
    installed = shutil.which("smtp-sink") or next((place for place in _PLACES if Path(place).exists()), None)
    if installed:
        return CSink(installed)
    for path in sorted((_PROJECT / ".cache").glob("**/smtp-sink")):
        if path.is_file() and os.access(path, os.X_OK):
            root = path.parents[2]
            return CSink(str(path), ":".join(str(one) for one in _library_folders(root)))
    return None


def _library_folders(root: Path) -> list[Path]:
    folders = [root / "usr/lib/postfix", root / "lib/postfix", *sorted(root.glob("usr/lib/*-linux-gnu"))]
    return [folder for folder in folders if folder.is_dir()]


@contextmanager
def sink_running() -> Iterator[RunningSink]:
    """The best sink there is, started for this block in a process of its own."""
    process, running = _started()
    try:
        yield running
    finally:
        process.terminate()
        process.wait()


def _started() -> tuple[subprocess.Popen[bytes], RunningSink]:
    """smtp-sink, or ours where there is none or it does not start."""
    found = find_c_sink()
    port = _free_port()
    if found:
        process = _start(found.command(port), found.environment())
        if _answers(port, process):
            return process, RunningSink(port, "smtp-sink")
        process.kill()
        process.wait()
    source = str(Path(__file__).resolve().parents[3])
    ours = [sys.executable, "-m", "afterword.ops.bench.sink", "--port", str(port)]
    process = _start(ours, {**os.environ, "PYTHONPATH": source})
    if not _answers(port, process):
        process.kill()
        raise RuntimeError("The mail sink for the benchmark did not start; see what it said above.")
    return process, RunningSink(port, "our own sink, in Python")


def _start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _answers(port: int, process: subprocess.Popen[bytes]) -> bool:
    """Wait until a server greets on the port: up to ten seconds, or until its process has ended."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as probe:
                return probe.recv(512).startswith(b"220")
        except OSError:
            time.sleep(0.02)
    return False


async def _swallow(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Swallower, "127.0.0.1", port, backlog=128)
    sys.stdout.write(f"PORT {server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    async with server:
        await server.serve_forever()


def main(arguments: Sequence[str] | None = None) -> None:
    """Swallow mail on the loopback until interrupted."""
    parser = argparse.ArgumentParser(prog="sink", description="A mail server that swallows everything.")
    parser.add_argument("--port", type=int, default=0)
    try:
        asyncio.run(_swallow(parser.parse_args(arguments).port))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
