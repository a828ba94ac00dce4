"""Statements that run again and again: planned once per connection on PostgreSQL, and several sent at once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from functools import lru_cache
from typing import Any

from django.db import connection

Statement = tuple[str, list[Any]]
Rows = list[tuple[Any, ...]]


def run_together(statements: Sequence[Statement], *, and_commit: bool = False) -> list[Rows]:
    """Run statements in this order and give the rows of each; on PostgreSQL one way to the server and back for all.

    ``and_commit``: nothing follows them in this transaction, so the commit may go along where it is a way of its own.
    The caller's ``atomic`` then finds nothing left to commit; if anything fails, all is rolled back as ever.

    Each sees what those before it did. Placeholders are ``%s``, values as the driver takes them. Raises
    Django's errors.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            # Within a savepoint, or in a test's transaction, the commit is not ours to make.
            return _on_postgresql(statements, and_commit and not connection.savepoint_ids)
        return [connection.connection.execute(_with_marks(sql), values).fetchall() for sql, values in statements]


def _on_postgresql(statements: Sequence[Statement], and_commit: bool) -> list[Rows]:
    from psycopg import Cursor  # noqa: PLC0415  why: SQLite does without it

    raw = connection.connection
    # Django leaves preparing off; its own cursors, which put values into the text, stay as they are.
    raw.prepare_threshold = 0
    cursors = [Cursor(raw) for _ in statements]
    with raw.pipeline() if len(statements) > 1 or and_commit else nullcontext():
        for cursor, (sql, values) in zip(cursors, statements, strict=True):
            cursor.execute(sql, values, prepare=True)
        if and_commit:
            raw.commit()
    return [cursor.fetchall() if cursor.description else [] for cursor in cursors]


@lru_cache(maxsize=256)
def _with_marks(sql: str) -> str:
    return sql.replace("%s", "?")
