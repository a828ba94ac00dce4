"""Whether anybody else has written: never a wrong yes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps

import pytest
from django.conf import settings
from django.db import connection, transaction

from afterword.infra import clock
from afterword.infra.models import Heartbeat
from afterword.infra.prepared import run_together
from afterword.infra.watching import Snapshot, Watch, _all_known

pytestmark = pytest.mark.django_db(transaction=True)


def write() -> None:
    """One statement, no savepoint: on PostgreSQL a savepoint has a number of its own."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name="one", at=clock.wall())], update_conflicts=True, unique_fields=["name"], update_fields=["at"]
    )


def in_a_quiet_moment(test: Callable[[], None]) -> Callable[[], None]:
    """Try again after a no on PostgreSQL: other databases of the same server count as somebody else, by design."""

    @wraps(test)
    def tried() -> None:
        for left in reversed(range(1 if connection.vendor == "sqlite" else 40)):
            try:
                test()
                return
            except AssertionError:
                if not left:
                    raise
                time.sleep(0.05)

    return tried


def write_elsewhere() -> None:
    def write_and_leave() -> None:
        write()
        connection.close()

    with ThreadPoolExecutor(1) as others:
        others.submit(write_and_leave).result()


def test_a_write_over_another_connection_is_noticed() -> None:
    watch = Watch()
    write_elsewhere()
    with transaction.atomic():
        assert not watch.nobody_wrote()


@in_a_quiet_moment
def test_our_own_writes_are_not_somebody_elses() -> None:
    watch = Watch()
    with transaction.atomic():
        watch.note_own_writes()
        write()
    for _ in range(2):
        with transaction.atomic():
            assert watch.nobody_wrote()
            write()


@in_a_quiet_moment
def test_what_was_written_before_the_watch_began_does_not_count() -> None:
    write_elsewhere()
    watch = Watch()
    with transaction.atomic():
        assert watch.nobody_wrote()


def test_a_write_of_ours_that_nobody_vouches_for_counts_as_somebody_elses() -> None:
    watch = Watch()
    write()
    with transaction.atomic():
        # SQLite knows its own commits by itself.
        assert watch.nobody_wrote() == (connection.vendor == "sqlite")


@pytest.mark.skipif(settings.DATABASES["default"]["ENGINE"].endswith("sqlite"), reason="SQLite has one writer")
@in_a_quiet_moment
def test_whoever_was_writing_when_the_watch_began_is_noticed_when_done() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            write()
            begun.set()
            assert go_on.wait(10)
        connection.close()

    with ThreadPoolExecutor(1) as others:
        writing = others.submit(write_slowly)
        assert begun.wait(10)
        watch = Watch()
        with transaction.atomic():
            assert watch.nobody_wrote()  # nothing of theirs can be seen yet
        go_on.set()
        writing.result()
    with transaction.atomic():
        assert not watch.nobody_wrote()


@pytest.mark.skipif(settings.DATABASES["default"]["ENGINE"].endswith("sqlite"), reason="SQLite has one writer")
def test_whoever_had_to_be_waited_for_is_noticed() -> None:
    write()
    watch, locked = Watch(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            write()
            locked.set()
            time.sleep(0.3)
        connection.close()

    lock = f"SELECT 1 FROM {Heartbeat._meta.db_table} WHERE name = %s FOR UPDATE"
    with ThreadPoolExecutor(1) as others:
        writing = others.submit(write_slowly)
        assert locked.wait(10)
        with transaction.atomic():
            assert not watch.nobody_wrote((lock, ["one"]))
        writing.result()


def condition_holds(watch: Watch) -> bool:
    """Ask as a part of a statement, in a transaction of our own that writes; on a yes watch on from there."""
    condition, values = watch.condition()
    with transaction.atomic():
        write()
        sql = f"SELECT pg_current_snapshot()::text, pg_current_xact_id()::text WHERE {condition}"
        rows = run_together([(sql, values)], and_commit=True)[0]
    if rows:
        watch.go_on_from(*rows[0])
    return bool(rows)


@pytest.mark.skipif(settings.DATABASES["default"]["ENGINE"].endswith("sqlite"), reason="SQLite counts commits")
@in_a_quiet_moment
def test_as_a_condition_it_holds_over_many_writes_of_our_own_and_ends_with_another_s() -> None:
    write_elsewhere()
    watch = Watch()
    assert [condition_holds(watch) for _ in range(5)] == [True] * 5
    write_elsewhere()
    assert not condition_holds(watch)
    assert not condition_holds(watch)


@pytest.mark.skipif(settings.DATABASES["default"]["ENGINE"].endswith("sqlite"), reason="SQLite counts commits")
@in_a_quiet_moment
def test_as_a_condition_it_notices_who_was_writing_when_the_watch_began() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            run_together([("INSERT INTO infra_heartbeat (name, at, note) VALUES ('two', now(), '')", [])])
            begun.set()
            assert go_on.wait(10)
        connection.close()

    with ThreadPoolExecutor(1) as others:
        writing = others.submit(write_slowly)
        try:
            assert begun.wait(10)
            watch = Watch()
            assert [condition_holds(watch), condition_holds(watch)] == [True, True]
        finally:
            go_on.set()
            writing.result()
            Heartbeat.objects.filter(name="two").delete()
    assert not condition_holds(watch)


@pytest.mark.parametrize(
    ("before", "after", "own", "known"),
    [
        ("10:10:", "10:10:", set(), True),
        ("10:10:", "10:12:", {10, 11}, True),
        ("10:10:", "10:12:", {10}, False),
        ("10:10:", "11:12:11", {10}, True),  # the other one is not done yet
        ("8:10:8", "10:10:", set(), False),  # and now it is
        ("8:10:8", "8:11:8", {10}, True),
        ("8:10:8,9", "8:11:8", {10}, False),
        ("10:10:", "10:10:", {10}, True),  # our own, still under way
    ],
)
def test_a_snapshot_tells_who_has_come_to_light(before: str, after: str, own: set[int], known: bool) -> None:
    assert _all_known(Snapshot.read(before), Snapshot.read(after), own) is known
