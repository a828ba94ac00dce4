"""Each touch on the first open day with room for it, and never more than so many on one."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.opening import OpenDays
from afterword.domain.spreading import Room

MONDAY = date(2026, 6, 1)
WEEKDAYS = OpenDays(frozenset(range(5)))
days = st.integers(0, 30).map(lambda n: MONDAY + timedelta(days=n))
wishes = st.lists(st.tuples(days, st.integers(0, 40), st.none() | st.integers(0, 4)), max_size=40)


def test_a_full_day_sends_the_next_one_on_and_a_closed_one_has_no_room() -> None:
    room = Room(WEEKDAYS, 1)
    friday = MONDAY + timedelta(days=4)
    assert [room.place(friday, friday + timedelta(days=10)) for _ in range(3)] == [
        friday, MONDAY + timedelta(days=7), MONDAY + timedelta(days=8)
    ]  # fmt: skip


def test_half_of_a_day_is_rounded_up_and_what_is_taken_counts() -> None:
    room = Room(WEEKDAYS, 3, {MONDAY: 1})
    assert (room.half, room.most_of_it) == (2, 3)
    assert (Room(WEEKDAYS, 10).half, Room(WEEKDAYS, 10).most_of_it) == (5, 8)
    assert room.place(MONDAY, MONDAY, most=room.half) == MONDAY
    assert room.place(MONDAY, MONDAY, most=room.half) is None
    assert room.place(MONDAY, MONDAY) == MONDAY
    assert room.place(MONDAY, MONDAY) is None


def test_less_than_nothing_is_no_number() -> None:
    with pytest.raises(ValueError, match="room for 0"):
        Room(WEEKDAYS, -1)


@given(wishes, st.integers(0, 4))
def test_it_is_the_first_day_that_a_plain_search_finds(wished: list, per_day: int) -> None:
    room, lies = Room(WEEKDAYS, per_day), Counter[date]()
    for earliest, span, most in wished:
        latest = earliest + timedelta(days=span)
        limit = per_day if most is None else min(most, per_day)
        candidates = (earliest + timedelta(days=n) for n in range(span + 1))
        expected = next((day for day in candidates if WEEKDAYS.is_open(day) and lies[day] < limit), None)
        assert room.place(earliest, latest, most=most) == expected
        if expected is not None:
            lies[expected] += 1
    assert room.taken == lies
