"""How often a file has said the same thing so far: counted on disk, so that a file of any length takes little memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from types import TracebackType
from typing import Self


class Occurrences:
    """Counts fingerprints in a private temporary database that vanishes with it.

    A resumed run feeds it the skipped rows again, so it needs no place among the durable tables.
    """

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode=OFF")
        self._database.execute("PRAGMA synchronous=OFF")
        self._database.execute("PRAGMA cache_size=-16384")
        self._database.execute("CREATE TABLE seen (print TEXT PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID")

    def __call__(self, prints: Sequence[str]) -> list[int]:
        """For each of these fingerprints, how often it has come by now, this time included."""
        ask = self._database.execute
        statement = "INSERT INTO seen VALUES (?, 1) ON CONFLICT (print) DO UPDATE SET times = times + 1 RETURNING times"
        self._database.execute("BEGIN")
        numbers = [ask(statement, (print_,)).fetchone()[0] for print_ in prints]
        self._database.execute("COMMIT")
        return numbers

    def first_time(self, words: Sequence[str]) -> int:
        """How many of these words the file says for the first time."""
        return sum(number == 1 for number in self(words))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
