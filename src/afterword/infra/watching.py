"""Has anybody else written to the database since? Where that is certain, what was read then still holds."""

from __future__ import annotations

from django.db import connection


class Watch:
    """Begins when it is made; ask it inside a transaction that keeps other writers out.

    SQLite counts the commits of other connections (`PRAGMA data_version`): the same number means that only this
    connection has written. PostgreSQL cannot tell, so there the answer is always that somebody may have.
    """

    def __init__(self) -> None:
        self._began = _data_version()

    def nobody_wrote(self) -> bool:
        """Whether it is certain that no other connection has committed anything since."""
        return self._began is not None and self._began == _data_version()


def _data_version() -> int | None:
    if connection.vendor != "sqlite":
        return None
    connection.ensure_connection()
    row = connection.connection.execute("PRAGMA data_version").fetchone()
    return int(row[0])
