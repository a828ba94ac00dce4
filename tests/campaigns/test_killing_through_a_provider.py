"""Once, never doubtful, never lost, through a provider's interface: delivering processes die at any moment."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.campaigns.keeping import LEASE, LINES, Books, Nursery
from tests.servers.provider_api import FakeProvider, provider_running

pytestmark = [pytest.mark.database, pytest.mark.long]


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with provider_running("postmark") as fake:
        yield fake


@pytest.fixture
def nursery(tmp_path: Path, fresh_database: str, provider: FakeProvider) -> Iterator[Nursery]:
    url = f"postmark://pm-token@?base={quote(provider.base, safe='')}"
    nursery = Nursery(tmp_path / "home", fresh_database, url)
    yield nursery
    nursery.close()


def books_of(nursery: Nursery, provider: FakeProvider) -> Books:
    told = nursery.ask("tell")
    return Books(
        [mail.headers["Message-ID"].strip("<>") for mail in provider.taken],
        [(name, state, follow_up) for name, state, follow_up in told["messages"]],
        {int(number): state for number, state in told["follow_ups"].items()},
        told["told_sent"],
        told["told_unclear"],
    )


def test_a_dozen_deaths_lose_nothing_and_double_nothing(nursery: Nursery, provider: FakeProvider) -> None:
    chance = random.Random(20261122)
    nursery.ask("seed", count=600)
    children = [nursery.start(), nursery.start()]
    for _ in range(12):
        enough, until = len(provider.taken) + chance.randint(1, 20), time.monotonic() + 3
        while len(provider.taken) < enough and time.monotonic() < until:
            time.sleep(0.005)
        nursery.kill(children.pop(0))
        children.append(nursery.start())
    for child in children:
        nursery.kill(child)
    time.sleep(LEASE)
    nursery.finish()
    books = books_of(nursery, provider)
    books.check()
    assert len(books.messages) == 600
    assert len(books.of("unclear")) <= 14 * LINES


def test_a_death_at_every_commit_and_every_word_to_the_provider_is_survived(
    nursery: Nursery, provider: FakeProvider
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
    books_of(nursery, provider).check()
    assert 15 < points < 499
