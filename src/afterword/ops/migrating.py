"""Bringing the tables up to date, by one process at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from afterword.channels.known import know_channels
from afterword.customers.counting_in import count_in, count_out

#: Names the advisory lock on PostgreSQL; any number that nobody else uses.
_LOCK = 7_211_975


def migrate(say: Callable[[str], None] = lambda sentence: None) -> None:
    """Apply what is missing, and learn which channels there are; cheap where nothing is new.

    ``say`` is told when another process is at it, and when we are.
    """
    if is_behind():
        with _turn(say):
            if is_behind():
                say("Bringing the database up to date …")
                call_command("migrate", interactive=False, verbosity=0)
    know_channels(count_in=count_in, count_out=count_out)


def learn_channels() -> None:
    """Tell a process that serves pages of the channels; where tables are missing, whoever brings them does it."""
    if not is_behind():
        know_channels(count_in=count_in, count_out=count_out)
    connection.close()


def is_behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _turn(say: Callable[[str], None]) -> Iterator[None]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
            if not cursor.fetchone()[0]:
                say("Another process is bringing the database up to date; waiting for it …")
                cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        return
    handle = os.open(f"{connection.settings_dict['NAME']}.migrating", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another process is bringing the database up to date; waiting for it …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
