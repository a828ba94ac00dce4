"""The machine's own floor: what the driver alone needs for the rows that our code has just written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection, models

#: Rows of one transaction of the floor.
_BATCH = 20_000


def insert_floor(model: type[models.Model], columns: Sequence[str]) -> float:
    """Seconds to insert all rows of ``model`` again into an empty bare table with the same indexes.

    ``executemany`` on SQLite, into a file beside with the same settings; COPY on PostgreSQL, into a table of the same
    database. Reading the rows back is not counted. A bare table has no constraints but its keys.
    """
    names = list(dict.fromkeys(("id", *columns)))
    return _copy_floor(model, names) if connection.vendor == "postgresql" else _executemany_floor(model, names)


def _executemany_floor(model: type[models.Model], columns: list[str]) -> float:
    import pysqlite3  # noqa: PLC0415  why: only where SQLite is measured

    table = model._meta.db_table
    path = settings.AFTERWORD_HOME / f"floor-{table}.sqlite3"
    bare = pysqlite3.connect(path, isolation_level=None)
    bare.executescript(str(settings.DATABASES["default"]["OPTIONS"]["init_command"]))
    for statement in _bare_sqlite(table):
        bare.execute(statement)
    insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    source = pysqlite3.connect(f"file:{settings.DATABASES['default']['NAME']}?mode=ro", uri=True)
    seconds = 0.0
    for rows in _read(source.cursor(), table, columns):
        began = perf_counter()
        bare.execute("BEGIN IMMEDIATE")
        bare.executemany(insert, rows)
        bare.execute("COMMIT")
        seconds += perf_counter() - began
    source.close()
    bare.close()
    path.unlink()
    return seconds


def _bare_sqlite(table: str) -> Iterator[str]:
    """CREATE TABLE without checks, then every index, unique keys included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, type, pk FROM pragma_table_info(%s)", [table])
        columns = [
            f"{name} {kind}{' PRIMARY KEY AUTOINCREMENT' if key else ''}" for name, kind, key in cursor.fetchall()
        ]
        yield f"CREATE TABLE {table} ({', '.join(columns)})"
        cursor.execute("SELECT name, origin FROM pragma_index_list(%s)", [table])
        for name, origin in cursor.fetchall():
            if origin == "u":
                cursor.execute("SELECT name FROM pragma_index_info(%s) ORDER BY seqno", [name])
                keys = ", ".join(row[0] for row in cursor.fetchall())
                yield f"CREATE UNIQUE INDEX {table}_{name[-8:]} ON {table} ({keys})"
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL", [table]
        )
        yield from (row[0] for row in cursor.fetchall())


def _copy_floor(model: type[models.Model], columns: list[str]) -> float:
    import psycopg  # noqa: PLC0415  why: only where PostgreSQL is measured
    from psycopg.types.json import set_json_loads  # noqa: PLC0415  why: as above

    table = model._meta.db_table
    bare = f"floor_{table}"
    parameters = connection.get_connection_params()
    wanted = {name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if parameters.get(name)}
    seconds = 0.0
    with psycopg.connect(**wanted) as source, psycopg.connect(**wanted, autocommit=True) as target:
        # JSON stays the text that COPY takes.
        set_json_loads(lambda raw: raw if isinstance(raw, str) else bytes(raw).decode(), source)
        target.execute(f"CREATE TABLE {bare} (LIKE {table} INCLUDING INDEXES)")
        with source.cursor("floor") as reading:
            for rows in _read(reading, table, columns):
                began = perf_counter()
                with (
                    target.transaction(),
                    target.cursor().copy(f"COPY {bare} ({', '.join(columns)}) FROM STDIN") as copy,
                ):
                    for row in rows:
                        copy.write_row(row)
                seconds += perf_counter() - began
        target.execute(f"DROP TABLE {bare}")
    return seconds


def _read(cursor: Any, table: str, columns: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    if not re.fullmatch(r"[a-z_]+", table):
        raise ValueError(f"{table!r} is no table of ours.")
    cursor.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id")
    while rows := cursor.fetchmany(_BATCH):
        yield rows
