"""When to try again: exact pauses, and what holds for any of them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.retrying import LAST_ATTEMPT, next_attempt

NOW = datetime(2026, 6, 3, 10, tzinfo=UTC)
attempts = st.integers(1, LAST_ATTEMPT - 1)
fractions = st.floats(0, 1)


def test_pauses_double_from_five_minutes_to_six_hours() -> None:
    pauses = [next_attempt(n, NOW, None, 0.5) for n in range(1, 10)]
    assert [round((moment - NOW) / timedelta(minutes=1)) for moment in pauses if moment] == [
        5, 10, 20, 40, 80, 160, 320, 360, 360,
    ]  # fmt: skip


@given(attempts, fractions)
def test_a_pause_is_never_under_five_minutes_nor_over_six_hours(attempt: int, fraction: float) -> None:
    moment = next_attempt(attempt, NOW, None, fraction)
    assert moment is not None
    assert timedelta(minutes=5) <= moment - NOW <= timedelta(hours=6)


@given(st.integers(2, LAST_ATTEMPT - 1), fractions)
def test_jitter_stays_within_a_fifth(attempt: int, fraction: float) -> None:
    moment, middle = next_attempt(attempt, NOW, None, fraction), next_attempt(attempt, NOW, None, 0.5)
    assert moment is not None
    assert middle is not None
    assert 0.8 * 0.999 <= (moment - NOW) / (middle - NOW) <= 1.2 * 1.001


@given(attempts, fractions, st.integers(-60, 600).map(lambda n: NOW + timedelta(minutes=n)))
def test_nothing_is_tried_after_it_is_useless(attempt: int, fraction: float, useless_after: datetime) -> None:
    moment = next_attempt(attempt, NOW, useless_after, fraction)
    free = next_attempt(attempt, NOW, None, fraction)
    assert free is not None
    assert moment == (free if free <= useless_after else None)


@pytest.mark.parametrize("fraction", [0.0, 0.5, 1.0])
def test_it_gives_up_after_four_days_at_the_earliest_and_nine_at_the_latest(fraction: float) -> None:
    moment, attempt = NOW, 1
    while (following := next_attempt(attempt, moment, None, fraction)) is not None:
        moment, attempt = following, attempt + 1
    assert timedelta(days=4) <= moment - NOW <= timedelta(days=9)
    assert next_attempt(10_000, NOW, None, fraction) is None


@pytest.mark.parametrize(("attempt", "fraction"), [(0, 0.5), (1, -0.1), (1, 1.1), (1, float("nan"))])
def test_wrong_arguments_are_refused(attempt: int, fraction: float) -> None:
    with pytest.raises(ValueError, match=r"counted from 1|between 0 and 1"):
        next_attempt(attempt, NOW, None, fraction)
