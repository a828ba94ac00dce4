"""What comes first today, and what fits."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.today import Candidate, HeadCount, fit, head_count, order

TODAY = date(2026, 6, 3)
candidates = st.lists(
    st.builds(
        Candidate,
        id=st.integers(1, 10_000),
        last_day=st.integers(-9, 9).map(lambda n: TODAY + timedelta(days=n)),
        value_minor=st.integers(0, 5).map(lambda n: n * 1000),
        minutes=st.integers(0, 30),
        customer_id=st.none() | st.integers(1, 5),
    ),
    max_size=40,
    unique_by=lambda one: one.id,
)


@given(candidates, st.randoms(use_true_random=False))
def test_the_order_is_by_deadline_then_value_and_does_not_depend_on_how_they_came(
    given_ones: list[Candidate], random: object
) -> None:
    ordered = order(given_ones, TODAY)
    mixed = list(given_ones)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert order(mixed, TODAY) == ordered
    assert sorted(ordered, key=lambda one: one.id) == sorted(given_ones, key=lambda one: one.id)
    for one, following in pairwise(ordered):
        assert one.last_day <= following.last_day
        if one.last_day == following.last_day:
            assert one.value_minor >= following.value_minor


@given(candidates)
def test_what_is_overdue_comes_before_everything_else(given_ones: list[Candidate]) -> None:
    late = [one.last_day < TODAY for one in order(given_ones, TODAY)]
    assert late == sorted(late, reverse=True)


@given(candidates, st.integers(0, 200))
def test_what_is_chosen_fits_and_nothing_gets_lost(given_ones: list[Candidate], minutes: int) -> None:
    ordered = order(given_ones, TODAY)
    chosen, left_over = fit(ordered, minutes)
    assert sum(one.minutes for one in chosen) <= minutes
    assert sorted([*chosen, *left_over], key=lambda one: one.id) == sorted(ordered, key=lambda one: one.id)
    assert [one for one in ordered if one in chosen] == chosen
    assert [one for one in ordered if one in left_over] == left_over


@given(candidates, st.integers(0, 200))
def test_what_is_left_over_did_not_fit_when_its_turn_came(given_ones: list[Candidate], minutes: int) -> None:
    ordered = order(given_ones, TODAY)
    chosen, left_over = fit(ordered, minutes)
    for one in left_over:
        before = ordered[: ordered.index(one)]
        assert sum(other.minutes for other in chosen if other in before) + one.minutes > minutes


def test_a_long_one_that_does_not_fit_lets_a_short_one_pass() -> None:
    long, short = Candidate(1, TODAY, 900, 30), Candidate(2, TODAY, 100, 5)
    assert fit(order([short, long], TODAY), 10) == ([short], [long])


def test_without_time_only_what_takes_none_is_chosen() -> None:
    quick, slow = Candidate(1, TODAY, 0, 0), Candidate(2, TODAY, 0, 1)
    assert fit([slow, quick], 0) == ([quick], [slow])


def test_the_head_count_counts_people_once() -> None:
    day = timedelta(days=1)
    ones = [
        Candidate(1, TODAY - day, 1, 5, customer_id=7),
        Candidate(2, TODAY, 1, 5, customer_id=7),
        Candidate(3, TODAY + day, 1, 2, customer_id=8),
        Candidate(4, TODAY + day, 1, 2),
    ]
    assert head_count(ones, TODAY) == HeadCount(touches=4, people=3, overdue=1, last_chance=1, minutes=14)
    assert head_count([], TODAY) == HeadCount(0, 0, 0, 0, 0)
