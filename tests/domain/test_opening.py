"""Counting in open days, against a slow count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.opening import OpenDays

days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
weeks = st.frozensets(st.integers(0, 6))


@st.composite
def openings(draw: st.DrawFn) -> OpenDays:
    around = draw(days)
    closed = draw(st.frozensets(st.integers(-40, 40), max_size=30))
    return OpenDays(draw(weeks), frozenset(around + timedelta(days=n) for n in closed))


MON_TO_FRI = frozenset(range(5))
CHRISTMAS = OpenDays(MON_TO_FRI, frozenset({date(2026, 12, 25), date(2027, 1, 1)}))


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # over Christmas Day and the weekend
        (date(2026, 12, 26), 1, date(2026, 12, 28)),  # from a Saturday
        (date(2026, 12, 26), 0, date(2026, 12, 28)),
        (date(2026, 12, 28), 0, date(2026, 12, 28)),
        (date(2026, 12, 28), -1, date(2026, 12, 24)),
        (date(2026, 12, 28), 5, date(2027, 1, 5)),
    ],
)
def test_business_days_skip_weekends_and_holidays(start: date, n: int, expected: date) -> None:
    assert CHRISTMAS.add_business_days(start, n) == expected


@given(openings(), days)
def test_the_next_and_previous_open_days_enclose_only_closed_ones(opening: OpenDays, day: date) -> None:
    following, preceding = opening.next_open(day), opening.previous_open(day)
    assert opening.is_open(following)
    assert opening.is_open(preceding)
    assert preceding <= day <= following
    between = [preceding + timedelta(days=n) for n in range(1, (following - preceding).days)]
    assert not any(map(opening.is_open, between))


@given(openings(), days, st.integers(1, 60))
def test_the_nth_open_day_has_n_open_days_up_to_it(opening: OpenDays, day: date, n: int) -> None:
    end = opening.add_business_days(day, n)
    passed = [day + timedelta(days=k) for k in range(1, (end - day).days + 1)]
    assert sum(map(opening.is_open, passed)) == n
    assert opening.is_open(end)


@given(openings(), days, st.integers(1, 60))
def test_counting_back_undoes_counting_on_from_an_open_day(opening: OpenDays, day: date, n: int) -> None:
    start = opening.next_open(day)
    assert opening.add_business_days(opening.add_business_days(start, n), -n) == start


@given(days)
def test_a_business_that_never_said_when_it_opens_is_open_every_day_but_its_closed_ones(day: date) -> None:
    assert OpenDays(frozenset()).next_open(day) == day
    assert OpenDays(frozenset(), frozenset({day})).next_open(day) == day + timedelta(days=1)


def test_a_weekday_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0"):
        OpenDays(frozenset({7}))
