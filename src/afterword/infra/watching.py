"""Has anybody else written to the database since? Where that is certain, what was read then still holds."""

from __future__ import annotations

from typing import Any, NamedTuple

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

    def condition(self) -> tuple[str, list[Any]]:
        """PostgreSQL only: :meth:`nobody_wrote` as a condition within one statement, with its parameters."""
        assert isinstance(self._began, Snapshot)
        return _NOBODY_WROTE, [self._began.end, self._began.end, sorted(self._began.running), sorted(self._own)]

    def go_on_from(self, snapshot: str, own: str) -> None:
        """Begin anew at the snapshot of a statement for which the condition held, within transaction ``own``.

        Both as PostgreSQL writes them. Nobody else's write lies between, so whatever was known then still holds.
        """
        self._began, self._own = Snapshot.read(snapshot), {int(own)}

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


#: How many transactions may have come and gone: beyond that it is not worth looking at each.
_MOST = 1_000

# Whatever has become visible since: numbers given out meanwhile, and those that were running then. A number that the
# snapshot shows and that is not our own is somebody else's (a transaction that failed is taken for one that wrote).
_NOBODY_WROTE = f"""
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint - %s < {_MOST} AND NOT EXISTS (
        SELECT 1 FROM (
            SELECT generate_series(%s::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1)
            UNION ALL SELECT unnest(%s::bigint[])) AS since (number)
         WHERE number <> ALL(%s::bigint[]) AND number::text::xid8 <> pg_current_xact_id()
           AND pg_visible_in_snapshot(number::text::xid8, pg_current_snapshot()))
"""
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
