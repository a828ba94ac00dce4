"""Answers for which column is which field, and how its dates and numbers are written."""

from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from typing import Any

from afterword.domain.importing.dates import DateOrder, DateReading
from afterword.domain.importing.fields import Kind


@dataclass(frozen=True, slots=True)
class Mapping:
    """How one table is understood.

    columns: column number (from 0) to field name; columns that are left out are ignored. Two columns may tell
    the same field: the first that is not blank counts. header: the table's own, or None; width: how many
    columns it has. dates, decimal_marks: what the sample proved per column; date_order and decimal_mark are for
    the columns that proved nothing. source: the namespace of the file's own keys (a vendor's name, or "file").
    confidence: 0 to 1. unmapped: names of the columns that are ignored. warnings: sentences for the owner.
    """

    kind: Kind
    columns: Table[int, str]
    width: int
    header: tuple[str, ...] | None = None
    confidence: float = 0.0
    date_order: DateOrder = DateOrder.MDY
    dates: Table[int, DateReading] = field(default_factory=dict)
    decimal_mark: str | None = None
    decimal_marks: Table[int, str] = field(default_factory=dict)
    discount_is_share: bool = False
    source: str = "file"
    unmapped: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def date_reading(self, index: int) -> DateReading:
        """How the dates of that column are to be read."""
        return self.dates.get(index) or DateReading(self.date_order, proven=False)

    def column_name(self, index: int) -> str:
        """What the owner calls that column: its header, else "column 3"."""
        return column_name(self.header, index)

    def as_json(self) -> dict[str, Any]:
        """Plain values that JSON can hold; `mapping_from_json` reads them back."""
        return {
            "kind": str(self.kind),
            "columns": {str(index): name for index, name in self.columns.items()},
            "width": self.width,
            "header": None if self.header is None else list(self.header),
            "confidence": round(self.confidence, 3),
            "date_order": str(self.date_order),
            "dates": {str(index): [str(one.order), one.swapped, one.proven] for index, one in self.dates.items()},
            "decimal_mark": self.decimal_mark,
            "decimal_marks": {str(index): mark for index, mark in self.decimal_marks.items()},
            "discount_is_share": self.discount_is_share,
            "source": self.source,
            "unmapped": list(self.unmapped),
            "warnings": list(self.warnings),
        }


def mapping_from_json(plain: Table[str, Any]) -> Mapping:
    """The mapping that `as_json` wrote; raises KeyError or ValueError where it is something else."""
    header = plain["header"]
    return Mapping(
        kind=Kind(plain["kind"]),
        columns={int(index): name for index, name in plain["columns"].items()},
        width=plain["width"],
        header=None if header is None else tuple(header),
        confidence=plain["confidence"],
        date_order=DateOrder(plain["date_order"]),
        dates={
            int(i): DateReading(DateOrder(order), swapped, proven)
            for i, (order, swapped, proven) in plain["dates"].items()
        },
        decimal_mark=plain["decimal_mark"],
        decimal_marks={int(index): mark for index, mark in plain["decimal_marks"].items()},
        discount_is_share=plain["discount_is_share"],
        source=plain["source"],
        unmapped=tuple(plain["unmapped"]),
        warnings=tuple(plain["warnings"]),
    )


def column_name(header: tuple[str, ...] | list[str] | None, index: int) -> str:
    """What the owner calls that column: its header, else "column 3"."""
    if header is not None and index < len(header) and header[index].strip():
        return " ".join(header[index].split())
    return f"column {index + 1}"
