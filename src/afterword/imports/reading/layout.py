"""Answers for where a table begins: notes above it, its header row, its first row."""

import re
from collections import Counter

from afterword.domain.importing.dates import looks_like_date
from afterword.domain.importing.headers import is_known_heading

_NUMBER = re.compile(r"[-+(]?[$€£¥]?\s?\d[\d.,' ]{0,30}\)?\s?[%$€£]?")
_YEAR = re.compile(r"(?:19|20)\d\d")


def header_index(records: list[list[str]]) -> tuple[int | None, int]:
    """(index of the header row or None, index of the first row of data) among a table's first records."""
    filled = [_filled(cells) for cells in records]
    usual = _usual_width(filled)
    if usual == 0:
        return None, len(records)
    enough = max(1, min(usual, 2), round(usual * 0.6))
    first = next((i for i, cells in enumerate(records) if _told(cells) >= enough and not _is_note(cells, usual)), None)
    if first is None:
        first = next(i for i, width in enumerate(filled) if width)
    if _is_header(records[first], records[first + 1 : first + 101]):
        return first, first + 1
    return None, first


def _filled(cells: list[str]) -> int:
    """The width without blank cells at the end."""
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return width


def _told(cells: list[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _usual_width(widths: list[int]) -> int:
    counted = Counter(width for width in widths if width)
    if not counted:
        return 0
    wide = {width: count for width, count in counted.items() if width > 1}
    # Single cells are notes as soon as there is a table beside them.
    return max(wide or counted, key=lambda width: (counted[width], width))


def _is_note(cells: list[str], usual: int) -> bool:
    return cells[0].lstrip().startswith("#") and _filled(cells) < usual


def _is_header(candidate: list[str], body: list[list[str]]) -> bool:
    body = [row for row in body if any(cell.strip() for cell in row)]
    told = [cell.strip() for cell in candidate if cell.strip()]
    known = sum(1 for cell in told if len(cell) <= 60 and is_known_heading(cell))
    score = float(known)
    for index, cell in enumerate(candidate):
        score += _column_says(cell.strip(), [row[index].strip() for row in body if index < len(row)])
    if score != 0:
        return score > 0
    return all(_shape(cell) == "text" or _YEAR.fullmatch(cell) for cell in told)


def _column_says(cell: str, below: list[str]) -> float:
    """For (above 0) or against (below 0) the cell being the heading of what stands below it."""
    below = [value for value in below if value]
    shape = _shape(cell)
    if not cell:
        return 0.0
    if not below:
        return -1.0 if shape != "text" else 0.0
    usual, count = Counter(_shape(value) for value in below).most_common(1)[0]
    if _YEAR.fullmatch(cell):
        return 0.0
    if count < 0.7 * len(below):
        return 0.0 if shape == "text" else -0.3
    if shape == "text":
        if usual != "text":
            return 1.0
        return -0.3 if cell in below else 0.0
    return -1.0 if shape == usual else 0.3


def _shape(cell: str) -> str:
    if not cell:
        return "blank"
    if _NUMBER.fullmatch(cell):
        return "number"
    if "@" in cell and "." in cell and " " not in cell:
        return "email"
    return "date" if cell[-1:].isalnum() and any(c.isdigit() for c in cell) and looks_like_date(cell) else "text"
