"""Answers for the records of a delimited text: with their lines, in bounded memory, and with broken quotes mended."""

import csv
from collections.abc import Iterator
from itertools import chain
from typing import IO, Any

from afterword.imports.reading.dialects import Dialect

Row = tuple[int, list[str]]

BLOCK = 160 * 1024
#: A record of more lines or characters than this has lost its closing quote.
MOST_LINES, MOST_CHARACTERS = 2_000, 1 << 20
#: A cell may be this long (characters); a longer one breaks its line.
csv.field_size_limit(1 << 24)
_END = "\x1eend\x1e\x1f"


def blocks_of_records(text: IO[str], dialect: Dialect, first_line: int = 1) -> Iterator[list[Row]]:
    """Lists of (line where the record starts, cells), about BLOCK characters at a time.

    text is open with newline="". first_line: the number of the line that text stands at. A record whose quotes
    do not hold is given as the one line it starts with, and reading goes on with the next line: one bad quote
    never swallows the rest.
    """
    arguments: Any = dialect.reader_arguments()
    carried: list[str] = []
    line = first_line
    while True:
        fresh = text.readlines(BLOCK)
        lines = carried + fresh if carried else fresh
        if not lines:
            return
        rows, used = _records(lines, line, arguments, at_end=not fresh)
        if rows:
            yield rows
        line += used
        carried = lines[used:]


def _records(lines: list[str], number: int, arguments: Any, *, at_end: bool) -> tuple[list[Row], int]:
    """The records in the lines, and how many lines they take; an unfinished one at the end waits for the next block."""
    rows: list[Row] = []
    add = rows.append
    count, at = len(lines), 0
    while at < count:
        start = at
        reader = csv.reader(chain(lines[start:] if start else lines, (_END,)), strict=True, **arguments)
        try:
            for cells in reader:
                end = start + reader.line_num
                if end > count:
                    return rows, count
                add((number + at, cells))
                at = end
        except csv.Error:
            unfinished = start + reader.line_num > count
            if unfinished and not at_end and not _too_long(lines, at):
                return rows, at
            add((number + at, cells_of_broken_line(lines[at], arguments["delimiter"], arguments.get("quotechar"))))
            at += 1
    return rows, at


def _too_long(lines: list[str], at: int) -> bool:
    return len(lines) - at > MOST_LINES or sum(len(line) for line in lines[at:]) > MOST_CHARACTERS


def cells_of_broken_line(line: str, delimiter: str, quote: str | None) -> list[str]:
    """The cells of a line whose quotes break the rules; a quote that closes nothing stays in its cell."""
    line = line.rstrip("\r\n")
    cells: list[str] = []
    at = 0
    while at <= len(line):
        end = _closing(line, at, delimiter, quote) if quote and line.startswith(quote, at) else -1
        if quote and end >= 0:
            cells.append(line[at + 1 : end].replace(quote * 2, quote))
            after = line.find(delimiter, end + 1)
        else:
            after = line.find(delimiter, at)
            cells.append(line[at:] if after < 0 else line[at:after])
        if after < 0:
            break
        at = after + 1
    return cells


def _closing(line: str, at: int, delimiter: str, quote: str) -> int:
    """Where the quote at `at` closes: at the first single quote before a delimiter or the end; else -1."""
    place = line.find(quote, at + 1)
    while place >= 0:
        if line.startswith(quote, place + 1):
            place += 1
        else:
            rest = place + 1
            while line.startswith(" ", rest) and delimiter != " ":
                rest += 1
            if rest == len(line) or line.startswith(delimiter, rest):
                return place
        place = line.find(quote, place + 1)
    return -1
