"""Once, never doubtful, never lost: delivering processes are killed and stopped at any moment."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.campaigns.keeping import LEASE, LINES, Nursery, open_books
from tests.servers.fixtures import RecordingServer, StartsRecording
from tests.servers.recording_smtp import BOOK

pytestmark = pytest.mark.database

#: About what one letter takes in the server's book.
LETTER_BYTES = 3000
#: Two milliseconds for each word of the server, so that deaths fall into every phase.
SLOWLY = [
    option
    for phase in ("mail", "rcpt", "data", "before_record", "after_record")
    for option in ("--delay", f"{phase}=0.002")
]


@pytest.fixture
def server(start_recording_smtp: StartsRecording, request: pytest.FixtureRequest) -> RecordingServer:
    return start_recording_smtp(*getattr(request, "param", SLOWLY))


@pytest.fixture
def nursery(tmp_path: Path, fresh_database: str, server: RecordingServer) -> Iterator[Nursery]:
    nursery = Nursery(tmp_path / "home", fresh_database, server.url)
    yield nursery
    nursery.close()


def wait_for_letters(server: RecordingServer, *, more: int, seconds: float = 2) -> None:
    """Let some letters arrive, so that deaths fall into the work and not into getting ready for it."""
    book = server.folder / BOOK
    enough = _size(book) + more * LETTER_BYTES
    end = time.monotonic() + seconds
    while _size(book) < enough and time.monotonic() < end:
        time.sleep(0.005)


def _size(book: Path) -> int:
    return book.stat().st_size if book.exists() else 0


def campaign(nursery: Nursery, server: RecordingServer, *, deaths: int, chance: random.Random) -> None:
    """Two children deliver at any time; again and again one is killed, or stopped until its leases are over."""
    children = [nursery.start(), nursery.start()]
    stopped: list[tuple[float, int]] = []
    for _ in range(deaths):
        wait_for_letters(server, more=chance.randint(1, 30))
        time.sleep(chance.uniform(0, 0.05))
        while stopped and stopped[0][0] < time.monotonic():
            # It wakes up in the middle of whatever it did, its leases over, and goes on until it is killed.
            os.kill(stopped[0][1], signal.SIGCONT)
            children.append(stopped.pop(0)[1])
        child = children.pop(0)
        if chance.random() < 0.25 and len(stopped) < 3:
            os.kill(child, signal.SIGSTOP)
            stopped.append((time.monotonic() + 2 * LEASE, child))
        else:
            nursery.kill(child)
        if len(children) < 2:
            children.append(nursery.start())
    time.sleep(2 * LEASE)
    for _, child in stopped:
        os.kill(child, signal.SIGCONT)
    time.sleep(0.3)
    for child in children + [child for _, child in stopped]:
        nursery.kill(child)
    time.sleep(LEASE)
    nursery.finish()


def test_forty_deaths_lose_nothing_and_double_nothing(nursery: Nursery, server: RecordingServer) -> None:
    nursery.ask("seed", count=2000)
    campaign(nursery, server, deaths=40, chance=random.Random(20261122))
    books = open_books(nursery, server)
    books.check()
    assert len(books.messages) == 2000
    # Deaths hit letters on the lines, and never more than one for each line.
    assert 0 < len(books.of("unclear")) <= 50 * LINES


@pytest.mark.long
def test_two_thousand_deaths_lose_nothing_and_double_nothing(nursery: Nursery, server: RecordingServer) -> None:
    for part in range(20):
        nursery.ask("seed", count=6000)
        campaign(nursery, server, deaths=100, chance=random.Random(part))
        open_books(nursery, server).check()


def test_a_death_at_every_commit_and_every_word_to_the_server_is_survived(
    nursery: Nursery, server: RecordingServer
) -> None:
    points = 0
    for point in range(1, 500):
        nursery.ask("seed", count=3)
        child = nursery.start(crash_at=point, lines=2)
        if nursery.ask("wait", pid=child)["status"] == 0:
            break
        points = point
        time.sleep(0.02)
    time.sleep(LEASE)
    nursery.finish()
    open_books(nursery, server).check()
    assert 30 < points < 499


def test_two_workers_that_are_killed_never_send_more_than_a_day_takes(
    nursery: Nursery, server: RecordingServer
) -> None:
    most, chance = 150, random.Random(20261122)
    nursery.ask("seed", count=400)
    nursery.ask("limit", a_day=most)
    children = [nursery.start(), nursery.start()]
    for _ in range(6):
        wait_for_letters(server, more=chance.randint(1, 20), seconds=1)
        time.sleep(chance.uniform(0, 0.05))
        nursery.kill(children.pop(0))
        children.append(nursery.start())
    until = time.monotonic() + 30
    while nursery.ask("tell")["taken"] < most and time.monotonic() < until:
        time.sleep(0.2)
    time.sleep(2 * LEASE)  # whoever could send one more would do it now
    for child in children:
        nursery.kill(child)
    time.sleep(LEASE)
    child = nursery.start()  # puts right what the dead left, and finds the day full
    time.sleep(2 * LEASE)
    nursery.kill(child)
    books = open_books(nursery, server)
    sent, unclear, accepted = books.of("sent"), books.of("unclear"), set(books.accepted)
    assert books.doubled == []
    assert sent <= accepted <= sent | unclear
    assert len(accepted) <= most
    # What was announced counts, whether it arrived or not; everything else is due as before.
    assert nursery.ask("tell")["taken"] == len(sent) + len(unclear) == most
    assert [state for _, state, _ in books.messages].count("approved") == 400 - most


@pytest.mark.parametrize("server", [("--delay", "after_record=0.05")], indirect=True)
def test_the_comparison_of_the_books_finds_a_careless_recovery(nursery: Nursery, server: RecordingServer) -> None:
    nursery.ask("seed", count=400)
    for _ in range(12):
        child = nursery.start(forgetful=True)
        wait_for_letters(server, more=LINES, seconds=10)
        nursery.kill(child)
        time.sleep(LEASE)
        if open_books(nursery, server).doubled:
            return
    pytest.fail("what was being handed over was sent again, and nobody noticed")


def test_four_workers_never_claim_the_same_message(nursery: Nursery, tmp_path: Path) -> None:
    nursery.ask("seed", count=4000)
    folder = tmp_path / "claimed"
    folder.mkdir()
    workers = [nursery.ask("claim", folder=str(folder), batch=50)["pid"] for _ in range(4)]
    assert [nursery.ask("wait", pid=worker)["status"] for worker in workers] == [0, 0, 0, 0]
    claims = [tuple(claim) for book in folder.iterdir() for claim in json.loads(book.read_text())]
    assert len(claims) == len({message for message, _ in claims}) == 4000
    assert {token for _, token in claims} == {1}
    assert len(list(folder.iterdir())) == 4
