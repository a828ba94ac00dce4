"""Short words for the tests of imports: a shop, a file in one line, and all its tables at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection

from afterword.accounts.actions import ensure_user
from afterword.businesses.actions import found_business
from afterword.businesses.models import Business
from afterword.imports.actions import preview, run_import, start_import
from afterword.imports.models import ImportRun
from afterword.plans.auditing.models import AuditMark
from afterword.plans.segments.models import KnownMark
from afterword.timeline.models import EventRow

ROOMS = ("customers", "sales", "timeline", "followups", "plans", "businesses")


def found_shop(**fields: Any) -> Business:
    """A shop in New York, unless told otherwise."""
    owner = ensure_user(email="owner@example.org", name="Olga")
    told = {"name": "Shop", "trade": "shop", "timezone": "America/New_York", "country": "US", "currency": "USD"}
    return found_business(owner=owner, **(told | fields))


def bring_in(path: Path, **told: Any) -> ImportRun:
    """Bring a file in, from preview to done."""
    return run_import(run_id=start_import(preview=preview(path=path, **told)).pk)


def bring_in_text(folder: Path, text: str, name: str = "file.csv", **told: Any) -> ImportRun:
    """Bring in a file with this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return bring_in(path, **told)


def tables() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the imports' own, in a comparable order; that something was undone is no matter.

    Nor is the database's list of whom to look at again: it says that rows have changed, not what stands in them.
    """
    found = {}
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            if model in (AuditMark, KnownMark):
                continue
            with connection.cursor() as cursor:
                but = " WHERE kind <> 'import_undone'" if model is EventRow else ""
                cursor.execute(f"SELECT * FROM {model._meta.db_table}{but} ORDER BY id")
                found[model._meta.db_table] = [tuple(map(str, row)) for row in cursor.fetchall()]
    return found


def counts(run: ImportRun) -> dict[str, int]:
    """What came of a run, without the noughts."""
    return {name: value for name, value in run.counts.items() if value}
