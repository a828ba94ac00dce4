"""When one touch may happen, and what becomes of one that did not."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.channel import OURS, Channel, reach_of, reachable
from afterword.domain.opening import OpenDays
from afterword.domain.planning import (
    MOST,
    Missed,
    MissedKind,
    Mode,
    Offset,
    StepRule,
    Unit,
    Window,
    joins,
    offset_date,
    touch_for,
    when_missed,
    window_of,
)

ALWAYS_OPEN = OpenDays()
WEEKDAYS = OpenDays(frozenset(range(5)))
THANK_YOU = StepRule("thanks", Offset(0), Offset(7), (Channel.EMAIL, Channel.PHONE, Channel.POST))

anchors = st.dates(date(1999, 1, 1), date(2040, 1, 1))
openings = st.builds(
    OpenDays,
    st.frozensets(st.integers(0, 6)),
    st.frozensets(st.dates(date(2026, 1, 1), date(2026, 3, 1)), max_size=40),
)
near = st.dates(date(2025, 12, 15), date(2026, 3, 15))
offsets = st.builds(Offset, st.integers(0, 40), st.sampled_from(Unit))


def step(opens: Offset, closes: Offset) -> StepRule:
    return StepRule("step", opens, closes, (Channel.EMAIL,))


@given(anchors, st.integers(-120, 120))
def test_offsets_in_days_weeks_and_months_are_those_of_dateutil(anchor: date, n: int) -> None:
    for unit, delta in (
        (Unit.DAYS, relativedelta(days=n)),
        (Unit.WEEKS, relativedelta(weeks=n)),
        (Unit.MONTHS, relativedelta(months=n)),
    ):
        assert offset_date(anchor, Offset(n, unit), WEEKDAYS) == anchor + delta


@pytest.mark.parametrize(
    ("anchor", "offset", "expected"),
    [
        (date(2024, 2, 29), Offset(12, Unit.MONTHS), date(2025, 2, 28)),
        (date(2024, 1, 31), Offset(1, Unit.MONTHS), date(2024, 2, 29)),
        (date(2026, 8, 31), Offset(1, Unit.MONTHS), date(2026, 9, 30)),
        (date(2026, 11, 20), Offset(2, Unit.BUSINESS_DAYS), date(2026, 11, 24)),
        (date(2026, 12, 31), Offset(2, Unit.WEEKS), date(2027, 1, 14)),
    ],
)
def test_offsets_at_the_ends_of_months_years_and_weeks(anchor: date, offset: Offset, expected: date) -> None:
    assert offset_date(anchor, offset, WEEKDAYS) == expected


def test_a_refusal_says_how_far_a_step_can_lie() -> None:
    with pytest.raises(ValueError, match=r"^A step can lie at most 2600 business days away\.$"):
        Offset(-2601, Unit.BUSINESS_DAYS)


@pytest.mark.parametrize("unit", Unit)
def test_an_offset_of_a_century_is_refused(unit: Unit) -> None:
    Offset(MOST[unit], unit)
    with pytest.raises(ValueError, match="at most"):
        Offset(MOST[unit] + 1, unit)


def test_an_offset_read_from_a_table_knows_its_unit() -> None:
    assert Offset(3, "weeks").unit is Unit.WEEKS  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="fortnights"):
        Offset(3, "fortnights")  # type: ignore[arg-type]


@given(near, offsets, offsets, openings)
def test_the_due_day_is_open_and_within_the_window_whenever_one_such_day_exists(
    anchor: date, opens: Offset, closes: Offset, opening: OpenDays
) -> None:
    window = window_of(step(opens, closes), anchor, opening)
    inside = [window.first + timedelta(days=n) for n in range((window.last - window.first).days + 1)]
    open_inside = [day for day in inside if opening.is_open(day)]
    if open_inside:
        assert window.due == open_inside[0]
    else:
        assert anchor <= window.due <= window.first
        before = [anchor + timedelta(days=n) for n in range((window.first - anchor).days)]
        open_before = [day for day in before if opening.is_open(day)]
        assert window.due == (open_before[-1] if open_before else window.first)
    assert window.earliest <= window.due <= window.last
    assert anchor <= window.earliest


@given(near, offsets, offsets, openings)
def test_a_window_never_ends_before_it_begins(anchor: date, opens: Offset, closes: Offset, opening: OpenDays) -> None:
    window = window_of(step(opens, closes), anchor, opening)
    assert anchor <= window.first <= window.last


@given(near, st.integers(0, 60), offsets, openings)
def test_a_later_sale_never_has_an_earlier_window(anchor: date, later: int, opens: Offset, opening: OpenDays) -> None:
    rule = step(opens, opens)
    first, second = (window_of(rule, day, opening) for day in (anchor, anchor + timedelta(days=later)))
    assert first.first <= second.first
    assert first.last <= second.last


def test_a_window_wholly_in_the_holidays_is_moved_before_them() -> None:
    closed = frozenset(date(2026, 12, 24) + timedelta(days=n) for n in range(4))
    window = window_of(step(Offset(7), Offset(9)), date(2026, 12, 17), OpenDays(frozenset(range(7)), closed))
    assert window == Window(date(2026, 12, 24), date(2026, 12, 26), date(2026, 12, 23))
    assert window.earliest == date(2026, 12, 23)


def test_a_window_that_is_closed_from_the_first_day_is_met_on_the_anchor_itself() -> None:
    closed = frozenset(date(2026, 12, 18) + timedelta(days=n) for n in range(7))
    opening = OpenDays(frozenset(range(7)), closed)
    assert window_of(step(Offset(3), Offset(5)), date(2026, 12, 17), opening).due == date(2026, 12, 17)


@given(near, near, openings)
def test_a_touch_has_the_window_of_its_step(anchor: date, today: date, opening: OpenDays) -> None:
    assert touch_for(THANK_YOU, anchor, today, 1, opening).window == window_of(THANK_YOU, anchor, opening)


@given(st.integers(0, 63))
def test_a_touch_goes_by_the_first_channel_that_reaches_the_customer(mask: int) -> None:
    touch = touch_for(THANK_YOU, date(2026, 1, 5), date(2026, 1, 6), mask, ALWAYS_OPEN)
    allowed = [channel for channel in THANK_YOU.channels if channel in reachable(mask)]
    assert touch.channel == (allowed[0] if allowed else None)


@given(st.frozensets(st.sampled_from(OURS)))
def test_a_reach_mask_holds_exactly_its_channels(channels: frozenset[Channel]) -> None:
    assert reachable(reach_of(channels)) == channels
    assert reachable(reach_of(channels) | 2**61) == channels


@given(near, near)
def test_a_touch_is_past_exactly_when_its_last_day_is(anchor: date, today: date) -> None:
    touch = touch_for(THANK_YOU, anchor, today, 1, WEEKDAYS)
    assert touch.past == (today > anchor + timedelta(days=7))


@pytest.mark.parametrize(
    ("days_apart", "again_after", "joined"),
    [(0, 30, True), (29, 30, True), (30, 30, False), (-29, 30, True), (-30, 30, False), (0, 0, False), (0, 1, True)],
)
def test_a_sale_joins_within_the_days_on_either_side(days_apart: int, again_after: int, joined: bool) -> None:
    anchor = date(2026, 3, 1)
    assert joins(anchor, anchor + timedelta(days=days_apart), again_after) is joined


def test_the_first_sale_joins_nothing() -> None:
    assert not joins(None, date(2026, 3, 1), 365)


WINDOW = Window(date(2026, 3, 1), date(2026, 3, 8), date(2026, 3, 2))


@pytest.mark.parametrize(
    ("kind", "day", "expected", "until"),
    [
        ("send_late", 8, "open", date(2026, 3, 8)),
        ("send_late", 9, "late", date(2026, 3, 13)),
        ("send_late", 13, "late", date(2026, 3, 13)),
        ("send_late", 14, "gone", None),
        ("call", 1, "open", date(2026, 3, 8)),
        ("call", 9, "call", date(2026, 3, 13)),
        ("call", 14, "gone", None),
        ("skip", 8, "open", date(2026, 3, 8)),
        ("skip", 9, "skip", None),
    ],
)
def test_a_missed_window_is_handled_by_its_rule(kind: str, day: int, expected: str, until: date | None) -> None:
    verdict = when_missed(Missed(MissedKind(kind), 5), WINDOW, date(2026, 3, day))
    assert (verdict.kind, verdict.until) == (expected, until)


@given(st.builds(Missed, st.sampled_from(MissedKind), st.integers(0, 90)), near)
def test_a_verdict_on_a_missed_window_never_points_to_the_past(missed: Missed, today: date) -> None:
    verdict = when_missed(missed, WINDOW, today)
    assert verdict.until is None or verdict.until >= today


def test_a_rule_for_missed_windows_counts_no_negative_days() -> None:
    assert Missed(MissedKind.CALL, MOST[Unit.DAYS]).within_days == 3660
    for days in (-1, 3661):
        with pytest.raises(ValueError, match="0 to 3660 days"):
            Missed(MissedKind.CALL, days)


def test_a_step_waits_for_approval_unless_told_otherwise() -> None:
    assert THANK_YOU.mode is Mode.APPROVE
