"""What a file seems to be, before anything is written: how it reads, which column is which, what its first rows say."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Table
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from afterword.businesses.models import Business
from afterword.domain.civil import local_date
from afterword.domain.importing.dates import DateOrder
from afterword.domain.importing.fields import FIELDS, Kind
from afterword.domain.importing.guessing import guess_mapping, mapping_from_pairs
from afterword.domain.importing.mapping import Mapping, column_name
from afterword.domain.importing.records import Problem, Settings, compile_converter
from afterword.domain.trouble import Trouble
from afterword.imports.models import ColumnMemory
from afterword.imports.reading import Reading, UnreadableFile, inspect
from afterword.infra import clock
from afterword.infra.tenancy import current_business_id

#: Countries that write the month first; everybody else writes the day first, or the year.
MONTH_FIRST = frozenset({"US", "PH", "PW", "FM", "MH", "GU", "AS", "PR", "VI", "BZ", "CA"})
#: Fields without which the rows cannot be taken: one of each group.
NEEDED: dict[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.CUSTOMERS: (("key", "given_name", "family_name", "full_name", "company", "email", "phone", "mobile"),),
    Kind.PRODUCTS: (("key", "sku", "name"),),
    Kind.SALES: (("sold_at", "sale_key"),),
    Kind.INQUIRIES: (("customer_key", "given_name", "family_name", "full_name", "company", "email", "phone",
    "mobile"),),
    Kind.JOBS: (("done_on",), ("customer_key", "given_name", "family_name", "full_name", "company", "email", "phone",
    "mobile")),
}  # fmt: skip


class UnusableFile(Trouble):
    """The file cannot be read, or nobody can tell what its columns mean; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column as the preview shows it; ``field`` is empty where it is ignored."""

    index: int
    name: str
    field: str
    values: list[str]


@dataclass(frozen=True, slots=True)
class Preview:
    """What was understood. ``problems`` are those among the sample's rows; ``remembered``: the owner corrected it
    before.
    """

    path: Path
    reading: Reading
    mapping: Mapping
    columns: list[Column]
    problems: list[Problem]
    remembered: bool
    #: How dates are read that could be either; None where nothing in the file could be.
    doubtful_order: DateOrder | None

    @property
    def names_nobody(self) -> bool:
        """Whether these are sales of which no column says who bought: they count, but nobody is followed up."""
        told = set(self.mapping.columns.values())
        return self.mapping.kind is Kind.SALES and not told & {"customer_key", *NEEDED[Kind.INQUIRIES][0]}

    @property
    def missing(self) -> str:
        """One sentence on what must be chosen before this can be brought in; empty when nothing is missing."""
        return missing_fields(self.mapping)


def preview(
    *,
    path: Path,
    kind: str | None = None,
    pairs: Table[str, str] | None = None,
    source: str = "",
    sheet: str | None = None,
    date_order: str | None = None,
) -> Preview:
    """Look at the file. Writes nothing. ``pairs`` are corrections, column (name or number) to field ("" ignores it).

    ``date_order`` ("dmy" or "mdy") says how dates are read that could be either; otherwise as the owner said before, or
    as the business's country writes them.

    Raises :class:`UnusableFile` where it cannot be read, or a correction names what is not there.
    """
    try:
        reading = inspect(path, sheet=sheet)
    except UnreadableFile as refused:
        raise UnusableFile(str(refused)) from None
    business = Business.objects.get(pk=current_business_id())
    sample = reading.sample or []
    wanted = Kind(kind) if kind else None
    memory = _memory(reading, wanted)
    remembered = _remembered_pairs(memory) if memory is not None and not pairs else None
    habit = DateOrder.MDY if business.country in MONTH_FIRST else DateOrder.DMY
    order = DateOrder(date_order or (memory.date_order if memory is not None else "") or habit)
    try:
        if pairs or remembered:
            mapping = mapping_from_pairs(reading.header, sample, pairs or remembered or {}, wanted, date_order=order)
        else:
            mapping = guess_mapping(reading.header, sample, wanted, date_order=order)
    except ValueError as refused:
        raise UnusableFile(str(refused)) from None
    if source:
        mapping = replace(mapping, source=source[:60])
    convert = compile_converter(mapping, conversion_settings(business))
    first = reading.first_data_line
    _, problems = convert([(first + at, list(cells)) for at, cells in enumerate(sample)])
    columns = _columns(reading, mapping, sample)
    return Preview(path, reading, mapping, columns, problems, remembered is not None, _doubtful_order(mapping))


def _doubtful_order(mapping: Mapping) -> DateOrder | None:
    """How the dates are read that could be either."""
    return mapping.date_order if any(not one.proven for one in mapping.dates.values()) else None


def conversion_settings(business: Business) -> Settings:
    """What a file cannot tell about its amounts and dates."""
    return Settings(currency=business.currency, today=local_date(clock.now(), ZoneInfo(business.timezone)))


def missing_fields(mapping: Mapping) -> str:
    """One sentence on which column must be named first; empty when the rows can be taken."""
    told = set(mapping.columns.values())
    for group in NEEDED[mapping.kind]:
        if not told & set(group):
            titles = " or ".join(
                FIELDS[mapping.kind][name].title.lower() for name in group[:4] if name in FIELDS[mapping.kind]
            )
            return (
                f"No column of this file was recognized as {titles}. "
                f"Say which with --map COLUMN=FIELD, using: {', '.join(FIELDS[mapping.kind])}."
            )
    return ""


def _columns(reading: Reading, mapping: Mapping, sample: list[list[str]]) -> list[Column]:
    header = reading.header
    return [
        Column(
            index,
            column_name(header, index),
            mapping.columns.get(index, ""),
            [row[index] for row in sample if index < len(row) and row[index].strip()][:3],
        )
        for index in range(mapping.width)
    ]


def header_signature(reading: Reading) -> str:
    """What makes files of one source alike: their folded header, or their width where they have none."""
    header = (
        [" ".join(name.casefold().split()) for name in reading.header] if reading.header else [f"width {reading.width}"]
    )
    return hashlib.sha256("\x1f".join(header).encode("utf-8", "surrogatepass")).hexdigest()


def _memory(reading: Reading, kind: Kind | None) -> ColumnMemory | None:
    """How the owner corrected a file with this header before."""
    memory = ColumnMemory.objects.filter(signature=header_signature(reading)).first()
    return None if memory is None or (kind is not None and memory.kind != kind) else memory


def _remembered_pairs(memory: ColumnMemory) -> dict[str, str]:
    return {str(column): str(field) for column, field in memory.mapping.items()}


def remember_pairs(reading: Reading, mapping: Mapping) -> None:
    """Keep how this file's columns were understood, for the next one with the same header."""
    told: dict[str, Any] = {
        str(index + 1) if reading.header is None else column_name(reading.header, index): mapping.columns.get(index, "")
        for index in range(mapping.width)
    }
    ColumnMemory.objects.update_or_create(
        signature=header_signature(reading),
        defaults={
            "kind": str(mapping.kind),
            "mapping": told,
            "date_order": str(_doubtful_order(mapping) or ""),
            "used_at": clock.now(),
        },
    )
