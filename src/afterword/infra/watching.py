"""Has anybody else written to the database since? Where that is certain, what was read then still holds."""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection

from afterword.infra.prepared import Statement, run_together


class Watch:
    """Begins when it is made; ask it inside a transaction, after the locks that keep other writers out.

    SQLite counts the commits of other connections (`PRAGMA data_version`): the same number means that only this
    connection has written. PostgreSQL numbers every transaction that writes: when no number but those of our own has
    become visible since, only this connection has written. Whatever is unknown (a savepoint's number, autovacuum's,
    that of another database of the same server) counts as somebody else's.
    """

    def __init__(self) -> None:
        self._began = _now_visible()
        self._own: set[int] = set()

    def note_own_writes(self) -> None:
        """Say that the present transaction is our own; for those in which `nobody_wrote` is not asked."""
        if connection.vendor == "postgresql":
            self._own.add(_own_number())

    def nobody_wrote(self, *locks: Statement) -> bool:
        """Whether it is certain that no other connection has committed anything since; the transaction is our own.

        ``locks``: statements that are run before, on the way. PostgreSQL looks anew for each statement, so whoever
        had to be waited for is seen.
        """
        if isinstance(self._began, int):
            return self._began == _data_version()
        answer = run_together([*locks, (_SNAPSHOT_AND_NUMBER, [])])[-1][0]
        self._own.add(int(answer[1]))
        return _all_known(self._began, Snapshot.read(answer[0]), self._own)


class Snapshot(NamedTuple):
    """What a statement of PostgreSQL sees: everything below ``end`` but what was ``running``."""

    end: int
    running: frozenset[int]

    @classmethod
    def read(cls, text: str) -> Snapshot:
        """From PostgreSQL's own text, like 10:20:10,14."""
        _, end, running = text.split(":")
        return cls(int(end), frozenset(map(int, running.split(","))) if running else frozenset())


def _all_known(before: Snapshot, after: Snapshot, own: set[int]) -> bool:
    """Whether all that became visible between the two is our own."""
    if before.running - after.running - own:
        return False
    # Numbers that were given out since: each is still running, or ours, or somebody else's.
    known = {number for number in after.running | own if before.end <= number < after.end}
    return len(known) == max(0, after.end - before.end)


_SNAPSHOT_AND_NUMBER = "SELECT pg_current_snapshot()::text, pg_current_xact_id()::text"


def _now_visible() -> int | Snapshot:
    if connection.vendor == "sqlite":
        return _data_version()
    return Snapshot.read(run_together([("SELECT pg_current_snapshot()::text", [])])[0][0][0])


def _own_number() -> int:
    return int(run_together([("SELECT pg_current_xact_id()::text", [])])[0][0][0])


def _data_version() -> int:
    connection.ensure_connection()
    row = connection.connection.execute("PRAGMA data_version").fetchone()
    return int(row[0])
