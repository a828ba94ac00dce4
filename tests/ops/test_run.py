"""The one process: it starts, says where, refuses to start twice, and stops when asked."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.database

COMMAND = str(Path(sys.executable).with_name("afterword"))


class Started:
    """An `afterword` process and what it has said."""

    def __init__(self, home: Path, database_url: str, *words: str) -> None:
        self.log = home.parent / f"{words[0]}-{time.monotonic_ns()}.log"
        self.process = subprocess.Popen(
            [COMMAND, *words],
            env={**os.environ, "AFTERWORD_HOME": str(home), "DATABASE_URL": database_url},
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
        )

    def said(self) -> str:
        return self.log.read_text()

    def wait_until_said(self, words: str, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while words not in self.said():
            assert time.monotonic() < end, self.said()
            assert self.process.poll() is None, self.said()
            time.sleep(0.05)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def running(home: Path, fresh_database: str, port: int) -> Iterator[Started]:
    started = Started(home, fresh_database, "run", "--port", str(port))
    yield started
    started.process.kill()
    started.process.wait()


def afterword(home: Path, database_url: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *words],
        env={**os.environ, "AFTERWORD_HOME": str(home), "DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_starts_serves_refuses_a_second_start_and_stops(
    running: Started, home: Path, fresh_database: str, port: int
) -> None:
    running.wait_until_said("Stop it with Ctrl-C")
    assert f"http://localhost:{port}/start/" in running.said()
    end = time.monotonic() + 30
    while not (health := json.load(urlopen(f"http://127.0.0.1:{port}/health")))["scheduler"]:
        assert time.monotonic() < end, health
        time.sleep(0.1)
    second = afterword(home, fresh_database, "run", "--port", str(port + 1))
    assert second.returncode == 1
    assert f"running here already: process {running.process.pid}" in second.stderr
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(30) == 0
    assert "Traceback" not in running.said()


def test_a_busy_port_is_a_sentence(home: Path, fresh_database: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        busy = taken.getsockname()[1]
        answer = afterword(home, fresh_database, "run", "--port", str(busy))
    assert answer.returncode == 1
    assert answer.stderr.strip().endswith(
        f"Port {busy} is in use already. Choose another: afterword run --port {busy + 1}."
    )


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_cannot_be_is_wrong_usage(home: Path, fresh_database: str, port: str) -> None:
    assert afterword(home, fresh_database, "run", "--port", port).returncode == 2


def test_a_worker_works_until_it_is_stopped(home: Path, fresh_database: str) -> None:
    worker = Started(home, fresh_database, "worker")
    try:
        worker.wait_until_said("Working")
        worker.process.send_signal(signal.SIGTERM)
        assert worker.process.wait(30) == 0
    finally:
        worker.process.kill()
        worker.process.wait()


def test_the_pages_alone_are_served_until_they_are_stopped(home: Path, fresh_database: str, port: int) -> None:
    web = Started(home, fresh_database, "web", "--port", str(port), "--processes", "1")
    try:
        web.wait_until_said(f"http://localhost:{port}/start/")
        assert json.load(_answer(f"http://127.0.0.1:{port}/health", web))["scheduler"] is False, "that is the worker's"
        web.process.send_signal(signal.SIGTERM)
        assert web.process.wait(30) == 0, web.said()
        assert "Traceback" not in web.said()
    finally:
        web.process.kill()
        web.process.wait()


def _answer(url: str, started: Started, seconds: float = 60) -> HTTPResponse:
    """What the server answers as soon as it does; its address is said before its processes are up."""
    end = time.monotonic() + seconds
    while True:
        try:
            answer: HTTPResponse = urlopen(url)
        except OSError:
            assert time.monotonic() < end, started.said()
            assert started.process.poll() is None, started.said()
            time.sleep(0.1)
        else:
            return answer


def test_delivering_nothing_says_so(home: Path, fresh_database: str) -> None:
    answer = afterword(home, fresh_database, "deliver", "--once", "--json")
    assert json.loads(answer.stdout) == {"sent": 0, "failed": 0, "retrying": 0, "held": 0, "unclear": 0}
