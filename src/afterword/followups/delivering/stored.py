"""Reading moments and days as raw SQL gives them: text on SQLite, objects on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any


def read_moment(value: Any) -> datetime | None:
    """An aware moment in UTC, or None."""
    if value is None:
        return None
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def read_day(value: Any) -> date:
    """A civil date."""
    return value if isinstance(value, date) else date.fromisoformat(value[:10])
