"""Answers for how a text file parts its cells: delimiter, quotes, escapes."""

import csv
import re
from dataclasses import dataclass

DELIMITERS = ",;\t|"
#: clevercsv's time grows with the square of what it sees.
LARGEST_FOR_CLEVERCSV = 8_192
_SEP_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_NUMBER = re.compile(r"[-+(]?[$€£]?\s?\d[\d.,' ]*\)?%?\s?[$€£]?")


@dataclass(frozen=True, slots=True)
class Dialect:
    """delimiter: one character, a blank meaning any run of blanks; quote and escape: one character or None."""

    delimiter: str = ","
    quote: str | None = '"'
    escape: str | None = None
    skip_blanks: bool = False

    def reader_arguments(self) -> dict[str, object]:
        """The arguments of csv.reader for this dialect."""
        arguments: dict[str, object] = {
            "delimiter": self.delimiter,
            "skipinitialspace": self.skip_blanks,
            "escapechar": self.escape,
        }
        if self.quote is None:
            arguments["quoting"] = csv.QUOTE_NONE
        else:
            arguments["quotechar"] = self.quote
        return arguments


def declared_delimiter(first_line: str) -> str | None:
    """The delimiter that a first line such as "sep=;" declares (Excel's own habit)."""
    found = _SEP_LINE.fullmatch(first_line.strip("\r\n") or " ")
    return found[1] if found else None


def dialect_of(lines: list[str], declared: str | None = None) -> Dialect:
    """The dialect of a table that begins with these lines (at most some 200, line ends kept)."""
    text = "".join(lines)
    if declared:
        return _dressed(declared, text)
    scores = sorted(((_score(lines, delimiter), delimiter) for delimiter in DELIMITERS), reverse=True)
    best, delimiter = scores[0]
    if best <= 0:
        return Dialect(" ", '"', None, skip_blanks=True) if _is_in_columns(lines) else _dressed(",", text)
    if scores[1][0] > best * 0.93:
        delimiter = _clever(text, delimiter, {scores[0][1], scores[1][1]})
    if best < 0.5 and _is_in_columns(lines):
        return Dialect(" ", '"', None, skip_blanks=True)
    return _dressed(delimiter, text)


def _dressed(delimiter: str, text: str) -> Dialect:
    quote = _quote(delimiter, text)
    mark = re.escape(delimiter)
    # A backslash before a quote that neither begins nor ends the cell escapes it.
    escape = None
    if (
        quote == '"'
        and re.search(rf'\\"(?!\s*(?:{mark}|$))', text, re.MULTILINE)
        and '""' not in text.replace('\\"', "")
    ):
        escape = "\\"
    blank_first = bool(re.search(rf'{mark} +"', text)) and not re.search(rf'{mark}"', text)
    # "a, "b" ,c" has blanks on both sides of its quotes: they belong to the cell.
    closes = not re.search(rf'" +(?:{mark}|\r|\n|$)', text)
    return Dialect(delimiter, quote, escape, skip_blanks=blank_first and closes and delimiter != " ")


def _quote(delimiter: str, text: str) -> str:
    if '"' in text:
        return '"'
    mark = re.escape(delimiter)
    opened = len(re.findall(rf"(?:^|{mark})'(?!')[^'\r\n]*'(?={mark}|\s*$)", text, re.MULTILINE))
    return "'" if opened >= 2 and opened * 2 == text.count("'") else '"'


def _rows(lines: list[str], delimiter: str) -> list[list[str]]:
    csv.field_size_limit(1 << 24)
    try:
        return [row for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return [line.split(delimiter) for line in lines if line.strip()]


def _score(lines: list[str], delimiter: str) -> float:
    """How table-like the lines are with that delimiter: rows of one width, cells free of the other delimiters."""
    if not any(delimiter in line for line in lines):
        return 0.0
    rows = _rows(lines, delimiter)
    widths = [len(row) for row in rows]
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    if usual < 2:
        wider = [width for width in widths if width > 1]
        # Notes above the table may outnumber a short table's rows.
        if len(wider) < 2 or len(set(wider)) > 1:
            return 0.2 if len(rows) <= 2 and wider else 0.0
        usual = wider[0]
    steady = widths.count(usual) / len(widths)
    others = [mark for mark in DELIMITERS if mark not in (delimiter, ",")]
    cells = [cell for row in rows for cell in row[:50]][:4000]
    clean = sum(1 for cell in cells if not any(mark in cell.strip() for mark in others)) / len(cells)
    return steady * clean**2 * (1 - 0.4 / usual)


def _is_in_columns(lines: list[str]) -> bool:
    """Whether blanks part the cells: lines of one number of words, mostly figures."""
    rows = [line.split() for line in lines if line.strip()]
    if len(rows) < 3:
        return False
    widths = [len(row) for row in rows]
    usual = max(set(widths), key=widths.count)
    body = [cell for row in rows[1:] for cell in row]
    figures = sum(1 for cell in body if _NUMBER.fullmatch(cell)) / max(1, len(body))
    return usual >= 2 and widths.count(usual) / len(widths) > 0.9 and figures >= 0.5


def _clever(text: str, first: str, among: set[str]) -> str:
    """clevercsv's opinion where two delimiters fit about equally well."""
    from clevercsv.detect import Detector  # noqa: PLC0415 - 300 ms that most files do not need

    try:
        found = Detector().detect(text[:LARGEST_FOR_CLEVERCSV], delimiters=sorted(among))
    except Exception:
        return first
    return found.delimiter if found is not None and found.delimiter in among else first
