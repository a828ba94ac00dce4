"""Answers for cells that no spreadsheet will run as a formula, and for the columns we add to a file to mend."""

LINE_COLUMN = "line (Afterword)"
REASON_COLUMN = "what to mend (Afterword)"
# What spreadsheets take for the start of a formula, also in full width and behind blanks or quotes.
_STARTERS = "=+-@\t\r\n＝＋－＠|%"
_SKIPPED = " \u00a0\u3000\"'"


def is_own_column(heading: str) -> bool:
    """Whether this column is one of ours, added to the file to mend, and to be ignored when it comes back."""
    return heading.strip() in (LINE_COLUMN, REASON_COLUMN)


def guarded(cell: str) -> str:
    """The cell, with an apostrophe in front where a spreadsheet might run it (`unguarded` takes it off again)."""
    head = cell[:40].lstrip(_SKIPPED)
    if (head[:1] in _STARTERS and head) or cell.startswith(("'", "\t", "\r", "\n")):
        return "'" + cell
    return cell


def unguarded(cell: str) -> str:
    """The cell without the apostrophe that `guarded` put there; any other cell as it is."""
    return cell[1:] if cell.startswith("'") and guarded(cell[1:]) == cell else cell
