"""What PostgreSQL does by itself within a minute after tables were filled, done at once: a benchmark does not wait."""

from __future__ import annotations

from django.db import connection


def gather_statistics() -> None:
    """Autovacuum's part, as an import does it as well (imports.statistics); SQLite's planner goes by the indexes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
