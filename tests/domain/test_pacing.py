"""How many messages an account takes now, and when the others go."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.opening import OpenDays
from afterword.domain.pacing import WARM_UP, Bound, Pace, Room, Spent, admitted, day_of_turn, most_on, room

FRIDAY = date(2026, 11, 20)
ALWAYS = OpenDays()
WEEKDAYS = OpenDays(frozenset(range(5)))

limits = st.none() | st.integers(1, 60)
paces = st.builds(Pace, limits, limits, st.booleans())


@pytest.mark.parametrize(
    ("pace", "spent", "expected"),
    [
        (Pace(), Spent(9_999, 9_999), Room(None)),
        (Pace(500), Spent(), Room(500, Bound.DAY)),
        (Pace(500), Spent(498, 498), Room(2, Bound.DAY)),
        (Pace(500), Spent(500), Room(0, Bound.DAY)),
        (Pace(100), Spent(140), Room(0, Bound.DAY)),  # lowered during the day
        (Pace(500, 100), Spent(300, 0), Room(100, Bound.HOUR)),
        (Pace(500, 100), Spent(450, 0), Room(50, Bound.DAY)),
        (Pace(500, 100), Spent(300, 100), Room(0, Bound.HOUR)),
        (Pace(None, 30), Spent(90, 12), Room(18, Bound.HOUR)),
        (Pace(500, None, warming=True), Spent(), Room(20, Bound.WARM_UP)),
        (Pace(500, None, warming=True), Spent(20, 20, 0), Room(0, Bound.WARM_UP)),
        (Pace(500, None, warming=True), Spent(30, 0, 3), Room(25, Bound.WARM_UP)),
        (Pace(500, None, warming=True), Spent(0, 0, 10), Room(500, Bound.DAY)),
        (Pace(None, None, warming=True), Spent(0, 0, len(WARM_UP)), Room(None)),
        (Pace(15, None, warming=True), Spent(), Room(15, Bound.DAY)),
    ],
)
def test_room(pace: Pace, spent: Spent, expected: Room) -> None:
    assert room(pace, spent) == expected


def test_a_new_sender_grows_by_two_fifths_a_day_and_never_shrinks() -> None:
    for before, after in pairwise(WARM_UP):
        assert before < after <= before * 1.45
    numbers = [most_on(Pace(None, None, warming=True), n)[0] for n in range(len(WARM_UP) + 3)]
    assert numbers == [*WARM_UP, None, None, None]


@pytest.mark.parametrize(
    ("place", "pace", "spent", "opening", "expected"),
    [
        (1, Pace(), Spent(5_000), ALWAYS, FRIDAY),
        (10, Pace(10), Spent(), ALWAYS, FRIDAY),
        (11, Pace(10), Spent(), ALWAYS, FRIDAY + timedelta(1)),
        (1, Pace(10), Spent(10), ALWAYS, FRIDAY + timedelta(1)),
        (21, Pace(10), Spent(10), ALWAYS, FRIDAY + timedelta(3)),
        (1, Pace(10), Spent(10), WEEKDAYS, FRIDAY + timedelta(3)),
        (11, Pace(10), Spent(10), WEEKDAYS, FRIDAY + timedelta(4)),
        (20, Pace(None, None, warming=True), Spent(), ALWAYS, FRIDAY),
        (48, Pace(None, None, warming=True), Spent(), ALWAYS, FRIDAY + timedelta(1)),
        (49, Pace(None, None, warming=True), Spent(), ALWAYS, FRIDAY + timedelta(2)),
        (25, Pace(None, 1), Spent(), ALWAYS, FRIDAY + timedelta(1)),
    ],
)
def test_the_day_of_ones_turn(place: int, pace: Pace, spent: Spent, opening: OpenDays, expected: date) -> None:
    assert day_of_turn(place, pace, spent, FRIDAY, opening) == expected


def test_on_a_closed_day_nothing_goes_and_a_new_sender_is_not_a_day_older_for_it() -> None:
    saturday, warming = FRIDAY + timedelta(1), Pace(None, None, warming=True)
    assert day_of_turn(20, warming, Spent(), saturday, WEEKDAYS) == FRIDAY + timedelta(3)
    assert day_of_turn(21, warming, Spent(), saturday, WEEKDAYS) == FRIDAY + timedelta(4)


@given(paces, st.lists(st.tuples(st.integers(0, 200), st.booleans(), st.booleans()), max_size=40))
def test_whatever_is_wanted_and_when_no_limit_is_ever_passed(pace: Pace, story: list[tuple[int, bool, bool]]) -> None:
    spent = Spent()
    for wanted, next_hour, next_day in story:
        if next_day:
            spent = Spent(0, 0, spent.days_before + (spent.today > 0))
        elif next_hour:
            spent = Spent(spent.today, 0, spent.days_before)
        taken = admitted(pace, spent, wanted)
        assert 0 <= taken <= wanted
        spent = Spent(spent.today + taken, spent.this_hour + taken, spent.days_before)
        if pace.a_day is not None:
            assert spent.today <= pace.a_day
        if pace.an_hour is not None:
            assert spent.this_hour <= pace.an_hour
        if pace.warming and spent.days_before < len(WARM_UP):
            assert spent.today <= WARM_UP[spent.days_before]
        left = room(pace, spent).left
        assert taken == wanted or left == 0


@given(paces, st.integers(0, 30), st.integers(0, 100), st.integers(1, 400), st.sampled_from([ALWAYS, WEEKDAYS]))
def test_the_day_of_ones_turn_is_the_day_on_which_it_leaves(
    pace: Pace, days_before: int, today_taken: int, place: int, opening: OpenDays
) -> None:
    """Lived day by day, each hour of it."""
    spent, day, behind = Spent(today_taken, 0, days_before), FRIDAY, place
    promised = day_of_turn(place, pace, spent, FRIDAY, opening)
    for _ in range(500):
        if opening.is_open(day):
            for _hour in range(24):
                taken = admitted(pace, spent, behind)
                behind -= taken
                spent = Spent(spent.today + taken, 0, spent.days_before)
        if behind <= 0:
            break
        day, spent = day + timedelta(1), Spent(0, 0, spent.days_before + (spent.today > 0))
    # What had left before the day's count began may have used up hours that are counted here once more.
    assert (day == promised) if pace.an_hour is None or not today_taken else day <= promised
