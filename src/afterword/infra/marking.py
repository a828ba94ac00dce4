"""Marks made by the database itself: whose rows have changed, whichever code changed them.

Triggers append one narrow row for each change to a table of marks. They are made anew after every migration: SQLite
loses them where a table is remade.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Watched:
    """A table with ``business_id`` and ``id``; the column that says whose a row is; the columns that matter."""

    table: str
    whose: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """A table of marks with ``business_id`` and ``customer_id``, what it watches, and who wants marks at all.

    ``wanted`` is a table with ``business_id`` and a yes or no column: SQLite marks nothing for a business without a
    yes there, which spares the first import the work. It has one writer at a time, so no change can slip through while
    somebody says yes. PostgreSQL has many, and marks always.
    """

    table: str
    watched: tuple[Watched, ...]
    wanted: tuple[str, str]


def make_marks(marks: Marks) -> None:
    """Make the triggers, or make them anew."""
    drop_marks(marks)
    with connection.cursor() as cursor:
        for one in marks.watched:
            for statement in _on_postgresql(marks, one) if _has_sets() else _on_sqlite(marks, one):
                cursor.execute(statement)


def drop_marks(marks: Marks) -> None:
    """Take the triggers away, where there are any: before tables are changed."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for one in marks.watched:
            if one.table not in tables:
                continue
            for what in ("insert", "update", "delete"):
                name = _name(marks, one, what)
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {one.table}" if _has_sets() else ""))


def _has_sets() -> bool:
    return connection.vendor == "postgresql"


def _name(marks: Marks, one: Watched, what: str) -> str:
    return f"{marks.table}_{one.table}_{what}"


def _on_sqlite(marks: Marks, one: Watched) -> Iterator[str]:
    differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in one.columns)
    moved = f" UNION SELECT OLD.business_id, OLD.{one.whose} WHERE OLD.{one.whose} IS NOT NEW.{one.whose}"
    yield _sqlite_trigger(marks, one, "insert", "NEW", "")
    yield _sqlite_trigger(marks, one, "update", "NEW", moved, f" OF {', '.join(one.columns)}", f"({differs}) AND ")
    yield _sqlite_trigger(marks, one, "delete", "OLD", "")


def _sqlite_trigger(
    marks: Marks, one: Watched, what: str, row: str, more: str, of: str = "", condition: str = ""
) -> str:
    table, column = marks.wanted
    return f"""
        CREATE TRIGGER {_name(marks, one, what)} AFTER {what.upper()}{of} ON {one.table}
        WHEN {condition}EXISTS (SELECT 1 FROM {table} w WHERE w.business_id = {row}.business_id AND w.{column})
        BEGIN
            INSERT INTO {marks.table} (business_id, customer_id)
            SELECT who.business_id, who.customer_id FROM (
                SELECT {row}.business_id AS business_id, {row}.{one.whose} AS customer_id{more}
            ) who WHERE who.customer_id IS NOT NULL;
        END
    """


def _on_postgresql(marks: Marks, one: Watched) -> Iterator[str]:
    """One run for each statement, over all the rows that it changed."""
    before, after = (", ".join(f"{side}.{column}" for column in one.columns) for side in ("o", "n"))
    changed = f"FROM old_rows o JOIN new_rows n ON n.id = o.id WHERE ({before}) IS DISTINCT FROM ({after})"
    sources = {
        "insert": ("NEW TABLE AS new_rows", [f"SELECT business_id, {one.whose} AS whose FROM new_rows"]),
        "update": (
            "OLD TABLE AS old_rows NEW TABLE AS new_rows",
            [f"SELECT {side}.business_id, {side}.{one.whose} AS whose {changed}" for side in ("o", "n")],
        ),
        "delete": ("OLD TABLE AS old_rows", [f"SELECT business_id, {one.whose} AS whose FROM old_rows"]),
    }
    for what, (tables, selects) in sources.items():
        name = _name(marks, one, what)
        yield f"""
            CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO {marks.table} (business_id, customer_id)
                SELECT DISTINCT business_id, whose FROM ({" UNION ".join(selects)}) who WHERE whose IS NOT NULL;
                RETURN NULL;
            END $$
        """
        yield f"""
            CREATE TRIGGER {name} AFTER {what.upper()} ON {one.table}
            REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {name}()
        """


def take_marks(marks: Marks, business_id: int, *, most: int) -> list[int] | None:
    """Whose rows have changed since the last call, ascending; None, with nothing taken, where they are far too many.

    Far too many is more than four marks for each of ``most`` customers. Inside the transaction that acts on them: if
    it fails, they are there again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {marks.table} WHERE business_id = %s LIMIT %s) AS marked",
            [business_id, 4 * most + 1],
        )
        if cursor.fetchone()[0] > 4 * most:
            return None
        cursor.execute(f"DELETE FROM {marks.table} WHERE business_id = %s RETURNING customer_id", [business_id])
        return sorted({int(row[0]) for row in cursor.fetchall()})


def forget_marks(marks: Marks, business_ids: Sequence[int]) -> None:
    """Drop what was marked for these businesses: everybody is looked at anyway."""
    with connection.cursor() as cursor:
        for business_id in business_ids:
            cursor.execute(f"DELETE FROM {marks.table} WHERE business_id = %s", [business_id])
