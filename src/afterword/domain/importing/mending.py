"""Answers for the file to mend: the rows that were not taken, with their lines and what to do about each."""

from collections.abc import Iterable, Iterator, Sequence

from afterword.domain.importing.records import Problem
from afterword.domain.importing.spreadsheets import LINE_COLUMN, REASON_COLUMN, guarded, is_own_column, unguarded


def rows_to_mend(header: Sequence[str] | None, problems: Iterable[Problem], *, width: int = 0) -> Iterator[list[str]]:
    """The rows of the file to mend: a header, then each refused row as it stood, with its line and what to do.

    Our two columns come first, so that a row with too many cells stays readable. A table without a header (of
    that width) gets "1", "2", … by which a mapping names its columns. No cell can be run as a formula;
    converting the file's rows again takes that protection off. A file that was itself a file to mend does not
    get the two columns twice.
    """
    headings = list(header) if header is not None else [str(number + 1) for number in range(width)]
    own = [index for index, heading in enumerate(headings) if is_own_column(heading)]
    yield [LINE_COLUMN, REASON_COLUMN, *(guarded(heading) for heading in _without(headings, own))]
    for problem in problems:
        where = f"{problem.column}: " if problem.column else ""
        cells = _without(problem.cells, own)
        yield [str(problem.line), guarded(where + problem.sentence), *(guarded(cell) for cell in cells)]


def _without(cells: Sequence[str], places: Sequence[int]) -> list[str]:
    return [cell for index, cell in enumerate(cells) if index not in places]


__all__ = ["guarded", "is_own_column", "rows_to_mend", "unguarded"]
