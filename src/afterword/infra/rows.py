"""Rows as the driver gives them, where building objects or converting dates would cost more than the query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection


def fetched(sql: str, parameters: Sequence[Any]) -> list[Any]:
    """Every row of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


class Days(dict[str, date]):
    """Dates by their ISO text: the same few hundred come back a million times."""

    def __missing__(self, text: str) -> date:
        day = self[text] = date.fromisoformat(text)
        return day
