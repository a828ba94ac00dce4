"""Rows that were not taken: kept with their reasons, and written out as a file to mend and bring in again."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.conf import settings

from afterword.domain.importing.mending import rows_to_mend
from afterword.domain.importing.records import Problem
from afterword.imports.models import ImportProblem, ImportRun
from afterword.infra.bulk import insert_rows
from afterword.infra.tenancy import current_business_id


def keep_problems(*, run_id: int, problems: Sequence[Problem]) -> None:
    """Keep these problems with their run."""
    business_id = current_business_id()
    insert_rows(
        ImportProblem,
        ("business_id", "run_id", "line", "column", "code", "sentence", "cells"),
        [
            (
                business_id, run_id, one.line, one.column[:200], str(one.code), one.sentence[:500],
                json.dumps([_storable(cell) for cell in one.cells], ensure_ascii=False),
            )
            for one in problems
        ],
    )  # fmt: skip


def _storable(cell: str) -> str:
    """What both databases can keep: no NUL, no lone surrogates."""
    return cell.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def problems_of(run: ImportRun) -> Iterator[Problem]:
    """The run's problems, in the order of the file."""
    for row in ImportProblem.objects.filter(run=run).order_by("line", "id").iterator(chunk_size=2000):
        yield Problem(row.line, row.column, "", row.code, row.sentence, row.cells)


def problems_path(run: ImportRun) -> Path:
    """Where the file to mend lies."""
    folder: Path = settings.AFTERWORD_HOME / "problems"
    return folder / f"import-{run.pk}-to-mend.csv"


def write_problems(run: ImportRun) -> Path | None:
    """Write the file to mend and return where it lies; None when every row was taken."""
    path = problems_path(run)
    problems = problems_of(run)
    first = next(problems, None)
    if first is None:
        path.unlink(missing_ok=True)
        return None
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\r\n").writerows(
            rows_to_mend(run.mapping["header"], _after(first, problems))
        )
    part.chmod(0o600)
    part.replace(path)
    return path


def _after(first: Problem, rest: Iterable[Problem]) -> Iterator[Problem]:
    yield first
    yield from rest
