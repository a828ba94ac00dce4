"""The data: whether the database is whole and up to date, and whether every row's business and neighbors are there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

from afterword.ops.doctor.finding import Finding, ok, warn, wrong
from afterword.ops.migrating import is_behind


def data() -> Iterator[Finding]:
    """Every finding about the data. Reads every table once: minutes where millions are stored."""
    if is_behind():
        yield warn(
            "database",
            "The tables are older than this version.",
            "Start `afterword run` once: it brings them up to date.",
        )
        return
    yield _whole()
    yield _orphans()


def _whole() -> Finding:
    if connection.vendor != "sqlite":
        return ok("database", "The database answers.")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        found = cursor.fetchone()[0]
    if found == "ok":
        return ok("database", "The database file is whole.")
    return wrong(
        "database", f"The database file is damaged: {found}.", "Stop Afterword and bring back your last backup."
    )


def _orphans() -> Finding:
    """Rows whose neighbor is gone: nothing in the database forbids them, so they are looked for here."""
    lost: list[str] = []
    for model in apps.get_models():
        for key in model._meta.fields:
            if isinstance(key, models.ForeignKey):
                count = _lost(model, key)
                if count:
                    lost.append(f"{count} in {model._meta.db_table} without their {key.name}")
    if lost:
        return wrong(
            "rows", f"Some rows are left alone: {'; '.join(lost[:5])}.", "Keep the data as they are and report this."
        )
    return ok("rows", "Every row has the rows that it belongs to.")


def _lost(model: type[models.Model], key: models.ForeignKey[Any, Any]) -> int:
    quote = connection.ops.quote_name
    table, column = quote(model._meta.db_table), quote(str(key.column))
    other: type[models.Model] = key.related_model
    theirs, pk = quote(other._meta.db_table), quote(str(other._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {table} t WHERE t.{column} IS NOT NULL"
            f" AND NOT EXISTS (SELECT 1 FROM {theirs} o WHERE o.{pk} = t.{column})"
        )
        return int(cursor.fetchone()[0])
