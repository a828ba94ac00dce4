"""Progress of long work: a bar on a terminal, a plain line now and then elsewhere; always on standard error."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

#: Seconds between two plain lines.
PAUSE = 10.0


class Bar:
    """``with Bar("Bringing in x.csv") as bar: bar.at(rows, bytes_read, size)``."""

    def __init__(self, title: str, *, rows: int = 0) -> None:
        self.title, self.rows = title, rows
        self._on_terminal = sys.stderr.isatty()
        self._said = time.monotonic()
        if self._on_terminal:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TaskProgressColumn(),
                TextColumn("{task.fields[rows]:,} rows"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )

    def __enter__(self) -> Self:
        if self._on_terminal:
            self._bar.start()
            self._task = self._bar.add_task(self.title, total=None, rows=0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._on_terminal:
            self._bar.stop()

    def at(self, rows: int, done: int, total: int) -> None:
        """Say how far it is: rows, and how much of the whole is behind us."""
        if self._on_terminal:
            self._bar.update(self._task, completed=done, total=total or None, rows=rows)
        elif time.monotonic() - self._said >= PAUSE:
            self._said = time.monotonic()
            share = f" ({100 * done // total} %)" if total else ""
            print(f"{self.title}: {rows:,} rows{share}", file=sys.stderr)
