"""What SQLite leaves of deleted rows in its log of changes, and how to get rid of it."""

from __future__ import annotations

from django.db import connection

#: Milliseconds to wait for those who read.
_PATIENCE = 3_000


def leave_no_traces() -> bool:
    """Write the log of changes into the file and cut it off; whether it could be done. True elsewhere than on SQLite.

    Deleted rows are overwritten by SQLite itself (``secure_delete``); only its log still holds them, until it is used
    again. While somebody else is reading it stays, and the next ones to write take it over.
    """
    if connection.vendor != "sqlite":
        return True
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        before = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout={_PATIENCE}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return not cursor.fetchone()[0]
        finally:
            cursor.execute(f"PRAGMA busy_timeout={before}")
