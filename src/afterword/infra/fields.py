"""Columns that refuse on SQLite what PostgreSQL refuses: NUL bytes and over-long text."""

from __future__ import annotations

from typing import Any

from django.db import models


class TextColumn(models.CharField[Any, Any]):
    """A CharField whose limit and ban on NUL hold on both databases, so that a business can always be moved."""

    def db_check(self, connection: Any) -> str | None:
        if connection.vendor != "sqlite":
            return None
        name = connection.ops.quote_name(self.column)
        return f"length({name}) <= {self.max_length} AND instr({name}, char(0)) = 0"


def key_to(target: type[models.Model] | str, **options: Any) -> models.ForeignKey[Any, Any]:
    """A link to a row of the same business.

    Neither index nor constraint of its own: every index begins with the business (docs/adr/0003), rows are removed
    children first by the actions, and ``afterword doctor`` looks for orphans.
    """
    options.setdefault("on_delete", models.DO_NOTHING)
    return models.ForeignKey(target, db_index=False, db_constraint=False, **options)
