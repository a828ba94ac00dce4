"""The index behind instant search, kept by the database itself, so that no writer of customers can forget it.

On SQLite a table of FTS5 holds for every piece of three letters whose text has it (docs/adr/0006); triggers keep it. On
PostgreSQL it is an index of the extension `pg_trgm`; where nobody may install that, search works and is slower.
"""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connection, transaction

TABLE = "customers_search"
_CUSTOMERS = "customers_customer"
#: Private letters of Unicode: the first of two digits to this base that stand for a business, and what ends them.
_FIRST, _BASE, _END = 0xE000, 6_400, 0xF8FF


def keep_index(**_signal: Any) -> None:
    """Make whatever is missing, and fill in everybody; cheap where nothing is. Called after each migration."""
    if connection.vendor == "postgresql":
        _on_postgresql()
    elif connection.vendor == "sqlite" and _CUSTOMERS in connection.introspection.table_names():
        _on_sqlite()


def business_piece(business_id: int) -> str:
    """The piece that every text of this business holds, and no other text."""
    return chr(_FIRST + business_id % _BASE) + chr(_FIRST + business_id // _BASE % _BASE) + chr(_END)


def _on_postgresql() -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS customer_by_piece ON {_CUSTOMERS} USING gin (search_text gin_trgm_ops)"
            )
    except DatabaseError:
        # Not on this server, or not for this user: every search reads the business's customers then.
        return


def _on_sqlite() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        is_new = TABLE not in connection.introspection.table_names(cursor)
        if is_new:
            cursor.execute(
                f"CREATE VIRTUAL TABLE {TABLE} USING fts5"
                " (pieces, content='', tokenize='trigram', detail='none', columnsize=0)"
            )
            cursor.execute(
                f"INSERT INTO {TABLE} (rowid, pieces) SELECT c.id, {_text_of('c')} FROM {_CUSTOMERS} AS c ORDER BY c.id"
            )
        for name, when, condition, statements in _TRIGGERS:
            body = " ".join(f"{statement};" for statement in statements)
            # Text of ours alone, and a trigger takes no parameters.
            cursor.execute(
                f"CREATE TRIGGER IF NOT EXISTS {TABLE}_{name} AFTER {when} ON {_CUSTOMERS} {condition} BEGIN {body} END"
            )


def _text_of(row: str) -> str:
    """The text that stands in the index for a row, as SQL."""
    business = f"{row}.business_id"
    mark = f"char({_FIRST} + {business} % {_BASE}, {_FIRST} + ({business} / {_BASE}) % {_BASE}, {_END})"
    return f"{mark} || '  ' || {row}.search_text"


_ENTER = f"INSERT INTO {TABLE} (rowid, pieces) VALUES (new.id, {_text_of('new')})"
_STRIKE = f"INSERT INTO {TABLE} ({TABLE}, rowid, pieces) VALUES ('delete', old.id, {_text_of('old')})"
_TRIGGERS = (
    ("added", "INSERT", "", (_ENTER,)),
    ("changed", "UPDATE OF search_text", "WHEN old.search_text <> new.search_text", (_STRIKE, _ENTER)),
    ("removed", "DELETE", "", (_STRIKE,)),
)
