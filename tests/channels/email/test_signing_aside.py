"""Many letters are signed in a process aside; whatever becomes of it, each gets the same signature as here."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from afterword.channels.email import signing_aside
from afterword.channels.email.dkim import Algorithm, Signer, new_key, setting_of, signers_from
from afterword.channels.email.signing_aside import MANY, MOST_OPEN, serve, sign_aside, stop


@pytest.fixture(scope="module")
def signers() -> list[Signer]:
    keys = [
        ("a.example", f"aw{number}", new_key(kind).private) for number, kind in enumerate([*Algorithm, Algorithm.RSA])
    ]
    return list(signers_from(setting_of(keys)))


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(signing_aside, "_pulse", signing_aside._Pulse())
    stop()
    yield
    stop()


def warmed_up(signer: Signer) -> None:
    """Ask until the process aside is ready."""
    until = time.monotonic() + 20
    while not (signing_aside._running and signing_aside._running[0].ready):
        assert sign_aside(signer, b"x")() == signer.sign(b"x")
        assert time.monotonic() < until


def test_a_few_signatures_start_no_process(signers: list[Signer]) -> None:
    for _ in range(MANY - 1):
        assert sign_aside(signers[0], b"letter")() == signers[0].sign(b"letter")
    assert not signing_aside._running


def test_many_are_the_same_in_whatever_order_they_are_asked_and_taken(signers: list[Signer]) -> None:
    warmed_up(signers[0])
    asked = [(one, f"letter {number}".encode() * 90, number) for number in range(MOST_OPEN * 2) for one in signers]
    begun = [(one, data, sign_aside(one, data)) for one, data, _ in asked]
    for one, data, wait in reversed(begun):
        assert wait() == one.sign(data)
    helper = signing_aside._running[0]
    assert helper.asked >= MOST_OPEN * 4  # RSA only: the other kind is quicker here than on its way
    assert not helper.waiting


def test_a_killed_process_costs_no_letter(signers: list[Signer]) -> None:
    warmed_up(signers[0])
    helper = signing_aside._running[0]
    begun = [sign_aside(signers[0], b"letter") for _ in range(5)]
    os.kill(helper.process.pid, signal.SIGKILL)
    helper.process.wait(5)
    begun += [sign_aside(signers[0], b"letter") for _ in range(5)]
    assert {wait() for wait in begun} == {signers[0].sign(b"letter")}
    warmed_up(signers[0])
    assert signing_aside._running[0] is not helper


def test_a_process_that_answers_nothing_costs_some_patience_once(
    signers: list[Signer], monkeypatch: pytest.MonkeyPatch
) -> None:
    warmed_up(signers[0])
    helper = signing_aside._running[0]
    helper.line.settimeout(0.2)
    os.kill(helper.process.pid, signal.SIGSTOP)
    wait = sign_aside(signers[0], b"letter")
    began = time.monotonic()
    assert wait() == signers[0].sign(b"letter")
    assert time.monotonic() - began < 2
    os.kill(helper.process.pid, signal.SIGKILL)
    assert sign_aside(signers[0], b"letter")() == signers[0].sign(b"letter")


def test_several_who_deliver_share_it(signers: list[Signer]) -> None:
    warmed_up(signers[0])
    wrong: list[str] = []

    def work(name: str) -> None:
        begun = [(data, sign_aside(signers[0], data)) for data in (f"{name} {n}".encode() for n in range(40))]
        wrong.extend(name for data, wait in begun if wait() != signers[0].sign(data))

    workers = [threading.Thread(target=work, args=(f"worker {number}",)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert not wrong


def test_it_ends_when_its_master_is_gone_or_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    for ends in ("hangs up", "is silent"):
        monkeypatch.setattr(signing_aside, "IDLE", 0.2)
        ours, its = socket.socketpair()
        worker = threading.Thread(target=serve, args=(its,))
        worker.start()
        assert ours.recv(1) == b"r"
        if ends == "hangs up":
            ours.close()
        worker.join(5)
        assert not worker.is_alive()
        ours.close()


def test_on_one_core_everything_is_signed_here(signers: list[Signer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    for _ in range(MANY + 5):
        assert sign_aside(signers[0], b"letter")() == signers[0].sign(b"letter")
    assert not signing_aside._running
