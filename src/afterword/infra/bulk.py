"""Sets of rows in one statement: ids reserved ahead, then executemany on SQLite and COPY on PostgreSQL."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django.db import connection, models


def reserve_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """``count`` primary keys for rows of ``model``, ascending, that nobody else will get.

    Inside a transaction only: on SQLite the write lock is what keeps others away until the rows are there.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("reserve_ids() needs a transaction around it and the rows that use the ids.")
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                # The sequence is looked up once: within nextval() it would be looked up for every id.
                "SELECT nextval(s.name) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name OFFSET 0) s,"
                " generate_series(1, %s)",
                [table, count],
            )
            return sorted(row[0] for row in cursor.fetchall())
        # AUTOINCREMENT: never below what was ever used, so an id is not reused after an undo.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        last = row[0] if row else 0
        if row:
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last + count, table])
        else:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
    return range(last + 1, last + count + 1)


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert plain tuples in the order of ``columns`` (database names); values must be as the column stores them."""
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        # The driver's own cursor: Django's costs as much again as the insert itself.
        marks = ", ".join("?" * len(columns))
        raw = connection.connection.cursor()
        try:
            raw.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
        finally:
            raw.close()


def in_batches(rows: Iterable[Any], size: int) -> Iterable[list[Any]]:
    """Lists of at most ``size`` rows, lazily."""
    iterator = iter(rows)
    while batch := list(itertools.islice(iterator, size)):
        yield batch


def ids_clause(column: str, ids: Sequence[int] | Sequence[str]) -> tuple[str, list[Any]]:
    """A WHERE condition and its parameters for any number of ids or words: one parameter on both databases."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", [list(ids)]
    return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(list(ids))]


def stored_moment(moment: Any) -> Any:
    """A moment as :func:`insert_rows` must be given it: SQLite keeps text in UTC without a zone."""
    return moment if moment is None or _on_postgresql() else _moment_text(moment)


def stored_day(day: Any) -> Any:
    """A date as :func:`insert_rows` must be given it."""
    return day if day is None or _on_postgresql() else day.isoformat()


@cache
def _on_postgresql() -> bool:
    """Asked for every row, and Django's own answer costs more than the row: a process has one kind of database."""
    return connection.vendor == "postgresql"


@lru_cache(maxsize=20_000)
def _moment_text(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
