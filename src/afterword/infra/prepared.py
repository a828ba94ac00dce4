"""Statements that run again and again: planned once per connection on PostgreSQL, and several sent at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import lru_cache
from typing import Any

from django.db import connection, transaction

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


def run_transaction(statements: Sequence[Statement], *, meanwhile: Callable[[], None] | None = None) -> list[Rows]:
    """These statements as a transaction of their own: kept, all of them, when this returns, else none.

    On PostgreSQL one way to the server and back for all, with begin and commit. ``meanwhile``: called while the server
    is at work, where there is such a while; it must not use the database, and if it fails, the rest is kept all the
    same. Raises Django's errors.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        with transaction.atomic():
            return run_together(statements)
    from afterword.infra.pipelined import exchange  # noqa: PLC0415  why: SQLite does without the driver

    connection.ensure_connection()
    raw = connection.connection
    with connection.wrap_database_errors:
        try:
            return exchange(raw, [_BEGIN, *statements, _COMMIT], meanwhile)[1:-1]
        except BaseException:
            if raw.info.transaction_status:
                raw.execute("ROLLBACK")
            raise


_BEGIN: Statement = ("BEGIN", [])
_COMMIT: Statement = ("COMMIT", [])


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
