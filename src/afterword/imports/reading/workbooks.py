"""Answers for spreadsheets' files: guarded before they are parsed, and their cells as text."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from afterword.imports.reading.table import UnreadableFile

MOST_MEMBERS = 1_000
MOST_BYTES = 200 * 1024 * 1024
MOST_RATIO = 100
#: Small members may shrink by more than MOST_RATIO without being a threat.
RATIO_FLOOR = 4 * 1024 * 1024
MOST_CELLS = 20_000_000
Row = tuple[int, list[str]]

_SAVE_AS = "open it in a spreadsheet program and save the sheet as CSV"
_FORBIDDEN = tuple(
    mark.encode(encoding) for mark in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)


def check_archive(path: Path) -> None:
    """Raise UnreadableFile for an archive that could harm: bombs, encrypted members, document type definitions."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
                raise UnreadableFile(f"This workbook unpacks to far more than a table needs; {_SAVE_AS}.")
            left = MOST_BYTES
            for member in members:
                left -= _check_member(archive, member, left)
    except UnreadableFile:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        raise UnreadableFile(f"This workbook is damaged; {_SAVE_AS}.") from None
    except Exception:
        raise UnreadableFile(f"This workbook is damaged; {_SAVE_AS}.") from None


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> int:
    if member.flag_bits & 1:
        raise UnreadableFile("This workbook is protected by a password; save a copy without one.")
    is_markup = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    read, tail = 0, b""
    with archive.open(member) as stream:
        while piece := stream.read(1 << 18):
            read += len(piece)
            if read > left or (read > RATIO_FLOOR and read > MOST_RATIO * max(1, member.compress_size)):
                raise UnreadableFile(f"This workbook unpacks to far more than a table needs; {_SAVE_AS}.")
            if is_markup and any(mark in tail + piece for mark in _FORBIDDEN):
                raise UnreadableFile(f"This workbook holds definitions that no spreadsheet program writes; {_SAVE_AS}.")
            tail = piece[-32:]
    return read


def sheet_names(path: Path) -> list[str]:
    """The visible sheets, first the one with a table in it."""
    book = _opened(path)
    visible = [one.name for one in book.sheets_metadata if _is_plain(one)] or list(book.sheet_names)
    for name in visible:
        sheet = _sheet(book, name)
        if sheet.total_height > 1 or (sheet.total_height == 1 and sheet.total_width > 1):
            return [name, *(other for other in visible if other != name)]
    return visible


def _is_plain(metadata: Any) -> bool:
    return "WorkSheet" in str(metadata.typ) and "Visible" in str(metadata.visible)


def sheet_rows(path: Path, name: str) -> Iterator[Row]:
    """(row number from 1, cells as text) of one sheet; raises UnreadableFile."""
    sheet = _sheet(_opened(path), name)
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise UnreadableFile(f"The cells of this sheet lie too far apart to be one table; {_SAVE_AS}.")
    start = sheet.start
    number = (start[0] if start else 0) + 1
    try:
        values = sheet.to_python(skip_empty_area=True)
    except Exception:
        raise UnreadableFile(f"This workbook is damaged; {_SAVE_AS}.") from None
    for offset, row in enumerate(values):
        yield number + offset, [_as_text(value) for value in row]


def _opened(path: Path) -> Any:
    from python_calamine import CalamineWorkbook, PasswordError  # noqa: PLC0415 - only workbooks need it

    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError:
        raise UnreadableFile("This workbook is protected by a password; save a copy without one.") from None
    except MemoryError:
        raise
    except BaseException as error:
        if "assword" in str(error) or "ncrypt" in str(error):
            raise UnreadableFile("This workbook is protected by a password; save a copy without one.") from None
        raise UnreadableFile(f"This workbook is damaged; {_SAVE_AS}.") from None


def _sheet(book: Any, name: str) -> Any:
    try:
        return book.get_sheet_by_name(name)
    except MemoryError:
        raise
    except BaseException:
        raise UnreadableFile(f'The sheet "{name[:60]}" of this workbook cannot be read; {_SAVE_AS}.') from None


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.replace(microsecond=0).isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)
