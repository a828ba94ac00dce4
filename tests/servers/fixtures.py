"""The mail servers of this folder as pytest fixtures."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from tests.servers.certificates import Certificate, make_certificate
from tests.servers.fault_smtp import FaultServer, Script
from tests.servers.imap_server import ImapServer, start_imap
from tests.servers.recording_smtp import Accepted, accepted

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class RecordingServer:
    """A running recording server. `url` is an EMAIL_URL."""

    port: int
    folder: Path
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"

    @property
    def settings(self) -> dict[str, str]:
        """The e-mail channel's settings for it."""
        return {"host": "127.0.0.1", "port": str(self.port), "security": "none"}

    def accepted(self) -> list[Accepted]:
        """Every message it has said 250 to (or was about to when it was asked), in order."""
        return accepted(self.folder)


class StartsRecording(Protocol):
    """Starts a recording server: `start("--delay", "mail=0.1", "--reply", "rcpt:bad@*=550 5.1.1 No such user")`."""

    def __call__(self, *options: str) -> RecordingServer: ...


class StartsFaulty(Protocol):
    """Starts a fault server with a script; the server and the channel's settings for it."""

    def __call__(self, server: FaultServer) -> dict[str, str]: ...


def start_recording(folder: Path, *options: str) -> RecordingServer:
    """Start a recording server in a process of its own; it ends when this process does, however that happens."""
    command = [sys.executable, "-m", "tests.servers.recording_smtp", "--dir", str(folder), "--while-stdin", *options]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": ""},
    )
    assert process.stdout
    first = process.stdout.readline().split()
    assert first[:1] == ["PORT"], f"the recording server did not start: {first}"
    return RecordingServer(int(first[1]), folder, process)


def stop_recording(server: RecordingServer) -> None:
    """End the server and wait for it."""
    server.process.kill()
    server.process.communicate()


@pytest.fixture
def start_recording_smtp(tmp_path: Path) -> Iterator[StartsRecording]:
    """A recording server with options of the test's choice."""
    started: list[RecordingServer] = []

    def start(*options: str) -> RecordingServer:
        started.append(start_recording(tmp_path / f"recorded-{len(started)}", *options))
        return started[-1]

    yield start
    for server in started:
        stop_recording(server)


@pytest.fixture
def recording_smtp(start_recording_smtp: StartsRecording) -> RecordingServer:
    """A recording server that accepts everything."""
    return start_recording_smtp()


@pytest.fixture
def fault_smtp() -> Iterator[StartsFaulty]:
    """Starts fault servers and stops them when the test is over."""
    started: list[FaultServer] = []

    def start(server: FaultServer) -> dict[str, str]:
        started.append(server)
        port = server.start()
        return {"host": "127.0.0.1", "port": str(port), "security": "starttls" if server.starttls else "none"}

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A good certificate for localhost."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


__all__ = [
    "Certificate",
    "FaultServer",
    "RecordingServer",
    "Script",
    "certificate",
    "fault_smtp",
    "recording_smtp",
    "start_recording_smtp",
]


@pytest.fixture
def imap() -> Iterator[ImapServer]:
    """A real IMAP server with an empty mailbox."""
    server = start_imap()
    yield server
    server.process.kill()
    server.process.wait()
