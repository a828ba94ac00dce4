"""What is known about a file once it has been looked at."""

from dataclasses import asdict, dataclass
from typing import Any


class UnreadableFile(Exception):
    """The file cannot be read as a table; the message is one sentence saying why and what to do."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read.

    format: "csv", "xlsx", "xls" or "ods". packed: "gz", "zip" or "" for the wrapping of a CSV file. encoding: a
    Python codec; bytes it cannot decode are read as cp1252. delimiter: one character, a blank meaning any run
    of blanks; "" in workbooks. quote and escape: one character or None. header: None where the table has none.
    first_data_line: physical line (or sheet row) of the first row, from 1. sample: rows from all over the
    file's beginning, cells clipped. sheet: the sheet's name in workbooks, and sheets all there are. size: bytes
    on disk.
    """

    format: str
    size: int
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str | None = '"'
    escape: str | None = None
    skip_blanks: bool = False
    header: list[str] | None = None
    first_data_line: int = 1
    sample: list[list[str]] | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    packed: str = ""
    #: Rows seen by the look at the file; when `whole` is true, that is all of them.
    rows_seen: int = 0
    whole: bool = False

    @property
    def width(self) -> int:
        """How many columns the table has."""
        if self.header is not None:
            return len(self.header)
        return max((len(row) for row in self.sample or ()), default=0)

    @property
    def rows_expected(self) -> int:
        """How many rows the file holds, about: for a progress bar. 0 where nothing is known."""
        return self.rows_seen

    def as_json(self) -> dict[str, Any]:
        """Plain values that JSON can hold; `reading_from_json` reads them back."""
        return asdict(self)


def reading_from_json(plain: dict[str, Any]) -> Reading:
    """The reading that `as_json` wrote; raises TypeError where it is something else."""
    return Reading(**{**plain, "sheets": tuple(plain.get("sheets") or ())})
