"""Rhythms against hand-made cases, simulated gaps and a real shop's purchases."""

from collections import defaultdict
from datetime import date, timedelta
from math import exp, log
from pathlib import Path
from random import Random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.rhythm import (
    LONGEST_GAP,
    Rhythm,
    gap_quantile,
    gaps_of,
    keep_in_touch_days,
    own_rhythm,
    share_of_longer_gaps,
    silent_from,
    typical_rhythm,
    used_up,
)

START = date(2025, 1, 1)
purchase_days = st.lists(st.dates(date(2020, 1, 1), date(2026, 1, 1)), max_size=12)
rhythms = st.builds(Rhythm, st.floats(1, 800), st.floats(0.1, 2))


def after(days: float) -> date:
    return START + timedelta(days=round(days))


@given(purchase_days)
def test_gaps_are_above_zero_and_add_up_to_the_whole_time(days: list[date]) -> None:
    gaps = gaps_of(days)
    assert all(gap > 0 for gap in gaps)
    assert sum(gaps) == ((max(days) - min(days)).days if days else 0)


def test_a_customer_of_few_gaps_is_taken_for_a_usual_one_and_one_of_many_for_oneself() -> None:
    typical = Rhythm(90.0)
    assert own_rhythm([START], typical).days == 90
    one = own_rhythm([START, after(30)], typical)
    assert one.days == pytest.approx(exp((log(30) + 2.4 * log(90)) / 3.4))
    many = own_rhythm([after(30 * n) for n in range(40)], typical)
    assert 30 < many.days < 33
    assert (one.gaps, many.gaps) == (1, 39)


@given(purchase_days, rhythms)
def test_a_shrunk_rhythm_lies_between_the_own_median_and_the_typical(days: list[date], typical: Rhythm) -> None:
    own = own_rhythm(days, typical)
    gaps = gaps_of(days)
    ends = [typical.days, exp(median(log(gap) for gap in gaps)) if gaps else typical.days]
    assert min(ends) * 0.999 <= own.days <= max(ends) * 1.001


def test_open_gaps_count_as_longer_than_they_are() -> None:
    assert gap_quantile([10, 20, 30], [], 0.5) == 20
    assert gap_quantile([10, 20, 30], [5, 5, 5], 0.5) == 20  # gone before anybody's gap ended
    assert gap_quantile([10, 20, 30], [40, 40, 40], 0.5) == 30
    assert gap_quantile([10], [40, 40, 40], 0.5) is None
    assert gap_quantile([10], [10], 0.5) == 10  # the open one was still open on day 10
    assert gap_quantile([], [7], 0.5) is None


@given(st.lists(st.integers(1, 60), min_size=1, max_size=30), st.sampled_from([0.25, 0.5, 0.75]))
def test_without_open_gaps_the_quantile_is_the_plain_one(ended: list[int], share: float) -> None:
    found = gap_quantile(ended, [], share)
    assert found is not None
    assert sum(gap <= found for gap in ended) >= share * len(ended) - 1e-9
    assert sum(gap < found for gap in ended) < share * len(ended)


def test_a_young_business_is_not_thought_faster_than_it_is() -> None:
    """Gaps of median 60 days seen for 90 days only: the ended ones alone look far too short."""
    random = Random(3)
    histories = []
    for _ in range(800):
        days, at = [], random.uniform(0, 60)
        while at < 90:
            days.append(after(at))
            at += max(1.0, random.lognormvariate(log(60), 0.7))
        histories.append(days)
    found = typical_rhythm(histories, after(90))
    naive = median(gap for history in histories for gap in gaps_of(history))
    assert found is not None
    assert naive < 45
    assert 54 <= found.days <= 67
    assert 0.5 <= found.spread <= 0.9


def test_a_business_in_which_nobody_came_back_has_no_rhythm() -> None:
    assert typical_rhythm([[START], [after(3), after(3)], []], after(90)) is None


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), rhythms, st.floats(0.5, 4), st.integers(0, 400))
def test_silence_begins_after_the_rhythm_and_the_least_number_of_days(
    last: date, rhythm: Rhythm, beyond: float, at_least: int
) -> None:
    waited = (silent_from(last, rhythm, beyond=beyond, at_least_days=at_least) - last).days
    assert waited >= max(at_least, beyond * rhythm.days)
    assert waited < max(at_least, beyond * rhythm.days) + 1


def test_twice_the_rhythm_is_passed_by_one_gap_in_six() -> None:
    assert share_of_longer_gaps(Rhythm(30), 60) == pytest.approx(0.178, abs=0.001)
    assert share_of_longer_gaps(Rhythm(30), 30) == pytest.approx(0.5)
    assert share_of_longer_gaps(Rhythm(30), 0) == 1.0


def test_a_thing_just_bought_is_used_up_after_its_rhythm_and_an_overdue_one_soon() -> None:
    fresh = used_up(START, Rhythm(30, 0.4), START)
    assert fresh.likely == after(30)
    assert fresh.first == after(30 * exp(-0.4 * 0.6745))
    assert fresh.last == after(30 * exp(0.4 * 0.6745))
    late = used_up(START, Rhythm(30, 0.4), after(45))
    assert after(45) < late.likely < after(60)


def test_the_forecast_of_an_open_gap_is_the_median_of_those_that_lasted_as_long() -> None:
    random = Random(1)
    gaps = [random.lognormvariate(log(30), 0.5) for _ in range(200_000)]
    longer = [gap for gap in gaps if gap > 40]
    assert (used_up(START, Rhythm(30, 0.5), after(40)).likely - START).days == pytest.approx(median(longer), abs=1)


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), rhythms, st.integers(-5, 5000))
def test_the_days_of_being_used_up_are_in_order_and_never_past(last: date, rhythm: Rhythm, later: int) -> None:
    today = last + timedelta(days=later)
    window = used_up(last, rhythm, today)
    assert today <= window.first <= window.likely <= window.last
    assert window.last <= max(today, last + timedelta(days=LONGEST_GAP))


@given(rhythms, st.floats(0, 1), st.floats(0, 1))
def test_the_more_valuable_are_never_kept_waiting_longer(rhythm: Rhythm, one: float, other: float) -> None:
    shares = sorted((one, other))
    waits = [keep_in_touch_days(rhythm, share) for share in shares]
    assert 30 <= waits[1] <= waits[0] <= 365


def test_a_middling_customer_hears_from_us_in_their_own_rhythm() -> None:
    assert keep_in_touch_days(Rhythm(90), 0.5) == 90
    assert keep_in_touch_days(Rhythm(90), 1.0) == 45
    assert keep_in_touch_days(Rhythm(90), 0.0) == 135
    assert keep_in_touch_days(Rhythm(3), 0.5) == 30
    assert keep_in_touch_days(Rhythm(3000), 0.5) == 365


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="rhythm"):
        Rhythm(0)
    with pytest.raises(ValueError, match="rhythm"):
        silent_from(START, Rhythm(30), beyond=0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        keep_in_touch_days(Rhythm(30), 1.5)
    with pytest.raises(ValueError, match="shortest"):
        keep_in_touch_days(Rhythm(30), 0.5, shortest=90, longest=30)


def test_on_a_real_shop_the_shrunk_rhythm_forecasts_better_than_the_last_gap(shared_data: Path) -> None:
    """CDNOW: each customer's last gap is forecast from those before it."""
    histories: dict[str, list[date]] = defaultdict(list)
    for line in (shared_data / "cdnow" / "CDNOW_sample.txt").read_text().splitlines():
        customer, _, day = line.split()[:3]
        histories[customer].append(date(int(day[:4]), int(day[4:6]), int(day[6:8])))
    today = date(1998, 6, 30)
    typical = typical_rhythm(histories.values(), today)
    assert typical is not None
    errors: dict[str, list[float]] = {"shrunk": [], "last": []}
    for days in histories.values():
        *known, actual = gaps_of(days) or [0]
        if not known:
            continue
        before = sorted(set(days))[:-1]
        errors["shrunk"].append(abs(log(own_rhythm(before, typical).days) - log(actual)))
        errors["last"].append(abs(log(known[-1]) - log(actual)))
    found = {name: median(values) for name, values in errors.items()}
    assert len(errors["shrunk"]) > 500
    assert found["shrunk"] < 0.9 * found["last"], found
