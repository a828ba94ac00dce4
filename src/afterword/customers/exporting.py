"""Everything that is known about one person, for themselves: as JSON for machines, as a page for people."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from afterword.businesses.queries import current_business
from afterword.customers.personal import Personal, Whose, personal_tables, whose
from afterword.customers.whom import whom
from afterword.infra import clock

#: Raised when a reader of the JSON would have to change.
FORMAT = 1
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
JSON_NAME, PAGE_NAME = "everything.json", "everything.html"


@dataclass(frozen=True, slots=True)
class Part:
    """One table's rows about the person: names for machines, titles for people, values that JSON can hold."""

    name: str
    title: str
    columns: tuple[str, ...]
    titles: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    @property
    def has_one_row(self) -> bool:
        return len(self.rows) == 1


@dataclass(frozen=True, slots=True)
class Everything:
    """All that is known about one person at a moment (UTC); numbers are those of the rows that are theirs."""

    customer_id: int
    name: str
    numbers: tuple[int, ...]
    made_at: datetime
    parts: tuple[Part, ...]

    @property
    def row_count(self) -> int:
        return sum(len(part.rows) for part in self.parts)


def everything_about(customer_id: int) -> Everything:
    """Read every declared table for one person, those merged into them included. Raises :class:`NoSuchCustomer`."""
    customer = whom(customer_id)
    person = whose(customer.pk)
    parts = tuple(_part(table, person) for table in personal_tables() if not table.untold)
    return Everything(customer.pk, customer.display_name, person.ids, clock.now(), parts)


def as_json(everything: Everything) -> bytes:
    """UTF-8 JSON as docs/personal-data.md describes it."""
    business = current_business()
    written = {
        "format": FORMAT,
        "made_at": _plain(everything.made_at),
        "business": {
            "name": business.name,
            "address": business.postal_address,
            "email": business.email,
            "phone": business.phone,
        },
        "customer": everything.customer_id,
        "numbers": list(everything.numbers),
        "kept": {
            part.name: [dict(zip(part.columns, row, strict=True)) for row in part.rows] for part in everything.parts
        },
    }
    return (json.dumps(written, ensure_ascii=False, indent=1) + "\n").encode()


def as_page(everything: Everything) -> bytes:
    """One HTML file that needs nothing else, in the language that is active."""
    context = {
        "business": current_business(),
        "everything": everything,
        "parts": [_to_read(part) for part in everything.parts if part.rows],
        "language": translation.get_language() or "en",
    }
    return render_to_string("customers/everything.html", context).encode()


def as_archive(everything: Everything) -> bytes:
    """Both in one ZIP file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(PAGE_NAME, as_page(everything))
        archive.writestr(JSON_NAME, as_json(everything))
    return packed.getvalue()


def _part(table: Personal, person: Whose) -> Part:
    columns = tuple(table.told)
    rows = table.rows(person).order_by("pk").values_list(*columns)
    return Part(
        table.name,
        str(table.title),
        columns,
        tuple(str(title) for title in table.told.values()),
        [tuple(_plain(value) for value in row) for row in rows.iterator(chunk_size=2_000)],
    )


def _to_read(part: Part) -> Part:
    return replace(part, rows=[tuple(_in_words(value) for value in row) for row in part.rows])


def _in_words(value: Any) -> Any:
    """A value as a page shows it: moments without their letters, lists and tables without their signs."""
    if isinstance(value, dict):
        return "\n".join(f"{name}: {_in_words(one)}" for name, one in value.items() if one not in ("", None, [], {}))
    if isinstance(value, list):
        return " · ".join(str(_in_words(one)) for one in value if one not in ("", None))
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return value[:16].replace("T", " ")
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value
