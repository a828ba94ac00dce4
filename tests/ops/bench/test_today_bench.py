"""The figures of ``bench today``."""

from __future__ import annotations

import pytest

from afterword.ops.bench.today_bench import _percentile


@pytest.mark.parametrize(("percent", "expected"), [(50, 50.0), (95, 95.0), (100, 100.0), (1, 1.0)])
def test_a_percentile_is_a_time_that_was_measured(percent: int, expected: float) -> None:
    assert _percentile([one / 1000 for one in range(100, 0, -1)], percent) == expected


def test_a_single_measurement_is_every_percentile() -> None:
    assert _percentile([0.0123], 95) == 12.3
