"""The child process that touches files from outside: limited in memory and time, and free to die.

Run as ``python -m afterword.imports.reading.child inspect|rows PATH [READING]``; writes frames to standard
output. Never imports Django.
"""

import io
import itertools
import json
import resource
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from afterword.imports.reading import frames
from afterword.imports.reading.delimited import Row, blocks_of_records
from afterword.imports.reading.dialects import Dialect, declared_delimiter, dialect_of
from afterword.imports.reading.encodings import FALLBACK, encoding_of
from afterword.imports.reading.layout import header_index
from afterword.imports.reading.packing import kind_of_file, opened
from afterword.imports.reading.table import Reading, UnreadableFile, reading_from_json

MEMORY = 512 * 1024 * 1024
HEAD = 256 * 1024
HEAD_LINES = 200
#: Of a long file, a sample is taken from this many rows at its beginning.
ROWS_LOOKED_AT = 40_000
SAMPLE, CLIP = 400, 400
MOST_COLUMNS = 16_384
TOO_BIG = "This file needs more memory than a table should; save it as CSV, or in several parts."


def main(arguments: list[str]) -> int:
    """Do what the command says; the exit status is 0 even for a refusal, which is an answer."""
    command, path, out = arguments[0], Path(arguments[1]), sys.stdout.buffer
    _limit(path)
    try:
        if command == "inspect":
            frames.send(out, frames.ANSWER, inspected(path, arguments[2] or None).as_json())
        else:
            _send_all(out, path, reading_from_json(json.loads(arguments[2])))
    except UnreadableFile as refused:
        frames.send(out, frames.REFUSAL, str(refused))
    except MemoryError:
        frames.send(out, frames.REFUSAL, TOO_BIG)
    except (OSError, EOFError, UnicodeError) as error:
        frames.send(
            out,
            frames.REFUSAL,
            f"This file cannot be read to its end ({type(error).__name__}); get it again from where it came.",
        )
    out.flush()
    return 0


def _limit(path: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # A minute, and three seconds for each megabyte: ten times what reading takes.
    seconds = 60 + 3 * (path.stat().st_size // (1024 * 1024))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _send_all(out: IO[bytes], path: Path, reading: Reading) -> None:
    for block, position in blocks(path, reading):
        for start in range(0, len(block), 5_000):
            frames.send_rows(out, block[start : start + 5_000], position)
            out.flush()
    frames.send(out, frames.END, None)


def blocks(path: Path, reading: Reading) -> Iterator[tuple[list[Row], int]]:
    """The rows of the table in blocks, each with the bytes of the file dealt with so far; raises UnreadableFile."""
    if reading.format != "csv":
        from afterword.imports.reading import workbooks  # noqa: PLC0415 - CSV needs no workbook parser

        if reading.format in ("xlsx", "ods"):
            workbooks.check_archive(path)
        numbered = workbooks.sheet_rows(path, reading.sheet or "")
        kept = (row for row in numbered if row[0] >= reading.first_data_line)
        while block := list(itertools.islice(kept, 2_000)):
            yield block, reading.size
        return
    with opened(path, reading.packed) as binary:
        text = io.TextIOWrapper(binary, encoding=reading.encoding, errors=FALLBACK, newline="")
        for _ in itertools.islice(text, reading.first_data_line - 1):
            pass
        dialect = Dialect(reading.delimiter, reading.quote, reading.escape, reading.skip_blanks)
        for block in blocks_of_records(text, dialect, reading.first_data_line):
            yield block, binary.position()


def inspected(path: Path, sheet: str | None) -> Reading:
    """What the file is and where its table begins; raises UnreadableFile."""
    kind, packed = kind_of_file(path)
    size = path.stat().st_size
    if kind != "csv":
        return _inspected_workbook(path, kind, size, sheet)
    if sheet is not None:
        raise UnreadableFile(f'This is no workbook, so it has no sheet "{sheet}"; leave the sheet out.')
    with opened(path, packed) as binary:
        head = binary.read(HEAD)
        whole = len(head) < HEAD
    _refuse_other_texts(head)
    encoding = encoding_of(head, whole=whole)
    if not encoding.startswith(("utf-16", "utf-32")):
        _refuse_binary(head)
    text = io.TextIOWrapper(io.BytesIO(head), encoding=encoding, errors=FALLBACK, newline="")
    lines = list(itertools.islice(text, HEAD_LINES + 1))
    if len(lines) > 1 and (not whole or len(lines) > HEAD_LINES):
        lines.pop()
    if not "".join(lines).strip("\ufeff \t\r\n\0"):
        raise UnreadableFile("This file is empty.")
    declared = declared_delimiter(lines[0])
    dialect = dialect_of([line[:20_000] for line in lines[1 if declared else 0 :]], declared)
    reading = Reading(
        "csv", size, encoding, dialect.delimiter, dialect.quote, dialect.escape, dialect.skip_blanks,
        first_data_line=2 if declared else 1, packed=packed,
    )  # fmt: skip
    rows, position = _looked_at(path, reading)
    return _laid_out(reading, rows, position, len(lines) + 1 if whole and len(lines) <= HEAD_LINES else None)


def _looked_at(path: Path, reading: Reading) -> tuple[list[Row], int]:
    rows: list[Row] = []
    position = 0
    for block, position in blocks(path, reading):
        rows += [(line, [cell[:CLIP] for cell in cells[: MOST_COLUMNS + 1]]) for line, cells in block]
        if len(rows) >= ROWS_LOOKED_AT or sum(len(cells) for _, cells in rows[:100]) * len(rows) > 50_000_000:
            return rows, position
    return rows, -1


def _inspected_workbook(path: Path, kind: str, size: int, sheet: str | None) -> Reading:
    from afterword.imports.reading import workbooks  # noqa: PLC0415 - CSV needs no workbook parser

    if kind in ("xlsx", "ods"):
        workbooks.check_archive(path)
    names = workbooks.sheet_names(path)
    if sheet is not None and sheet not in names:
        raise UnreadableFile(f'This workbook has no sheet "{sheet}"; it has: {", ".join(names[:20])}.')
    if not names:
        raise UnreadableFile("This workbook has no sheet with a table in it.")
    chosen = sheet or names[0]
    rows = [(line, [cell[:CLIP] for cell in cells]) for line, cells in workbooks.sheet_rows(path, chosen)]
    reading = Reading(kind, size, delimiter="", quote=None, sheet=chosen, sheets=tuple(names))
    return _laid_out(reading, rows, -1, rows[-1][0] + 1 if rows else None)


def _laid_out(reading: Reading, rows: list[Row], position: int, line_after: int | None) -> Reading:
    """The reading with its header and sample; position: bytes the rows took, -1 for all; line_after: last line + 1."""
    if not any(cell.strip("\ufeff \t\r\n\0") for _, cells in rows for cell in cells):
        raise UnreadableFile("This file is empty." if reading.format == "csv" else "This sheet is empty.")
    if max(len(cells) for _, cells in rows[:HEAD_LINES]) > MOST_COLUMNS:
        raise UnreadableFile(
            f"This file has more than {MOST_COLUMNS:,} columns, so it is no table of customers or sales."
        )
    top = [cells for _, cells in rows[:HEAD_LINES]]
    head, first = header_index(top)
    header = None if head is None else _fitted(top[head], top[first:])
    data = rows[first:]
    first_line = data[0][0] if data else line_after or rows[-1][0] + 1
    step = max(1, (len(data) - 100) // (SAMPLE - 100))
    sample = [cells for _, cells in data[:100] + data[100::step] if any(cell.strip() for cell in cells)]
    whole = position < 0
    seen = len(data) if whole or position <= 0 else round(len(data) * reading.size / position)
    return replace(
        reading, header=header, first_data_line=first_line, sample=sample[:SAMPLE], rows_seen=seen, whole=whole
    )


def _fitted(header: list[str], body: list[list[str]]) -> list[str]:
    """The header, with empty headings for columns that only the rows have."""
    widths = [len(cells) for cells in body if any(cell.strip() for cell in cells)]
    usual = max(set(widths), key=widths.count) if widths else 0
    more = usual - len(header)
    told = sum(1 for cells in body if any(cell.strip() for cell in cells[len(header) :]))
    return header + [""] * more if more > 0 and told * 2 > len(widths) else header


_OTHERS: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"%pdf",), "This is a PDF; export the table as CSV or XLSX instead."),
    ((b"<!doctype html", b"<html", b"<head", b"<body", b"<table"),
     "This is a web page; export the table as CSV or XLSX instead."),
    ((b"<?xml", b"<"), "This is XML, not a table; export it as CSV or XLSX instead."),
    ((b"{\\rtf",), "This is a text document; save the table as CSV or XLSX instead."),
    ((b"begin:vcard", b"begin:vcalendar"),
     "These are cards or calendar entries, not a table; export them as CSV instead."),
    ((b"%!ps", b"gif8", b"\x89png", b"\xff\xd8\xff", b"riff", b"ii*\x00", b"mm\x00*"),
     "This is a picture, not a table."),
    ((b"\x7felf", b"mz\x90", b"rar!", b"7z\xbc\xaf", b"bzh", b"\xfd7zxz", b"\x28\xb5\x2f\xfd"),
     "This is not a table; choose a CSV or XLSX file."),
    ((b"sqlite format 3",), "This is a database; export the table as CSV instead."),
)  # fmt: skip


def _refuse_other_texts(head: bytes) -> None:
    start = head[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for marks, sentence in _OTHERS:
        if start.startswith(marks):
            raise UnreadableFile(sentence)
    if start[:1] in (b"{", b"[") and _is_json(start):
        raise UnreadableFile("This is JSON, not a table; export it as CSV or XLSX instead.")


def _is_json(start: bytes) -> bool:
    rest = start[1:].lstrip()
    return rest[:1] in b'{["}]' and (b'":' in start or b'" :' in start or rest[:1] in b"{[")


def _refuse_binary(head: bytes) -> None:
    odd = sum(head.count(bytes((code,))) for code in (*range(9), *range(14, 27)))
    if odd > len(head) * 0.05 or (head.count(b"\0") > 0 and b"\n" not in head and b"\r" not in head and odd > 4):
        raise UnreadableFile("This is not a table; choose a CSV or XLSX file.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
