"""What SQLite is told about the tables: one business with a million rows, so that the business never picks the rows.

Every index begins with the business (docs/adr/0003). Without statistics SQLite takes "the rows of this business" for a
handful and reads them all to find a few by their ids; the assumed figures below make each plan the one that stays fast.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

_ROWS = 1_000_000
#: Rows that share the first so many columns of an index that is not unique.
_SHARED = (_ROWS, 50, 10, 3, 2)
#: Rows that share the business and a word from a short list.
_WORDS = {"state": 100_000, "channel": 300_000, "kind": 50_000, "source": 300_000, "merged_into_id": 100_000}


def assume_one_large_business(**_options: Any) -> None:
    """Write the assumed figures for every index that begins with the business; after each migration, SQLite only."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sqlite_schema")
        cursor.execute("SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index' AND tbl_name NOT LIKE 'sqlite%%'")
        for index, table in cursor.fetchall():
            figures = _figures(cursor, table, index)
            if figures:
                cursor.execute("DELETE FROM sqlite_stat1 WHERE tbl = %s AND idx = %s", [table, index])
                cursor.execute("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (%s, %s, %s)", [table, index, figures])
        cursor.execute("ANALYZE sqlite_schema")  # reads the figures again


def _figures(cursor: Any, table: str, index: str) -> str:
    """The index's line for sqlite_stat1: all rows, then how many share each prefix; empty for other indexes."""
    cursor.execute("SELECT name FROM pragma_index_info(%s) ORDER BY seqno", [index])
    columns = [row[0] for row in cursor.fetchall()]
    if not columns or columns[0] != "business_id":
        return ""
    cursor.execute('SELECT "unique" FROM pragma_index_list(%s) WHERE name = %s', [table, index])
    unique = bool(cursor.fetchone()[0])
    shared = [_SHARED[min(place, len(_SHARED) - 1)] for place in range(len(columns))]
    if len(columns) > 1 and columns[1] in _WORDS:
        shared[1] = _WORDS[columns[1]]
    if unique:
        shared[-1] = 1
    return " ".join(str(number) for number in (_ROWS, *shared))
