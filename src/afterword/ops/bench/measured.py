"""What a benchmark found, and the figures that follow from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median_low
from typing import Any


@dataclass(frozen=True, slots=True)
class Measured:
    """Rows handled, wall seconds for them, wall seconds of the floor for the same rows; more figures of its own."""

    rows: int
    seconds: float
    floor_seconds: float
    more: Mapping[str, Any] = field(default_factory=dict)


def figures(measured: Measured, peak_kb: int) -> dict[str, Any]:
    """The contract of ``afterword bench --json``; ``peak_kb`` is the process's largest resident size in kB."""
    return {
        "rows": measured.rows,
        "seconds": round(measured.seconds, 4),
        "per_second": round(measured.rows / measured.seconds) if measured.seconds else 0,
        "floor_seconds": round(measured.floor_seconds, 4),
        "ratio": round(measured.seconds / measured.floor_seconds, 3) if measured.floor_seconds else None,
        "peak_mb": round(peak_kb / 1024, 1),
        **measured.more,
    }


def median_run(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The run whose ratio (its seconds, where there is no floor) is the median one, as it was."""
    key = "ratio" if all(run["ratio"] is not None for run in runs) else "seconds"
    middle = median_low([run[key] for run in runs])
    return next(run for run in runs if run[key] == middle)
