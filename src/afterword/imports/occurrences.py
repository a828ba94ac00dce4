"""How often a file has said the same thing so far: counted on disk, so that a file of any length takes little
memory.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from types import TracebackType
from typing import Self

_COUNT = (
    "INSERT INTO seen (print, times) SELECT value, 1 FROM json_each(?) WHERE true"
    " ON CONFLICT (print) DO UPDATE SET times = times + 1 RETURNING print, times"
)


class Occurrences:
    """Counts fingerprints in a private temporary database that vanishes with it.

    A resumed run feeds it the skipped rows again, so it needs no place among the durable tables.
    """

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode=OFF")
        self._database.execute("PRAGMA synchronous=OFF")
        self._database.execute("PRAGMA cache_size=-16384")
        self._database.execute("CREATE TABLE seen (print INTEGER PRIMARY KEY, times INTEGER NOT NULL)")

    def __call__(self, prints: Sequence[str]) -> list[int]:
        """For each of these fingerprints, how often it has come by now, this time included."""
        if not prints:
            return []
        # 64 bits of the process's own hash: two of ten million texts meet once in a million files.
        hashes = [hash(print_) for print_ in prints]
        found: dict[int, list[int]] = defaultdict(list)
        for print_, times in self._database.execute(_COUNT, (json.dumps(sorted(hashes)),)):
            found[print_].append(times)
        for numbers in found.values():
            if len(numbers) > 1:
                numbers.sort(reverse=True)
        return [found[print_].pop() for print_ in hashes]

    def first_time(self, words: Sequence[str]) -> int:
        """How many of these words the file says for the first time."""
        return sum(number == 1 for number in self(words))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
