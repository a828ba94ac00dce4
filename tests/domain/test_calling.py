"""What becomes of a call: tables of cases, and what holds for every call."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.calling import (
    BEGINS,
    CALL_ENDED_SENTENCES,
    MOST_TRIES,
    SHORTEST_PAUSE,
    Call,
    CallEnded,
    Hours,
    Outcome,
    Part,
    Then,
    another_hour,
    best_part,
    call_ended_sentence,
    consequence_of,
    goes_on,
    part_of,
)
from afterword.domain.opening import OpenDays
from afterword.domain.planning import MissedKind

OSLO = ZoneInfo("Europe/Oslo")
MONDAY = date(2026, 11, 23)
HOURS = Hours(OpenDays(frozenset(range(5))), time(20), time(8))


def at(clock_time: str, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock_time), OSLO).astimezone(UTC)


def call(outcome: Outcome, now: str = "10:00", **facts: object) -> Call:
    known = {"hours": HOURS, "last_day": MONDAY + timedelta(days=7), "zone": OSLO}
    return Call(outcome=outcome, now=at(now), **(known | facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("clock_time", "part"),
    [
        ("00:00", Part.MORNING),
        ("11:59", Part.MORNING),
        ("12:00", Part.MIDDAY),
        ("15:00", Part.AFTERNOON),
        ("17:59", Part.AFTERNOON),
        ("18:00", Part.EVENING),
        ("23:59", Part.EVENING),
    ],
)
def test_a_day_has_four_parts(clock_time: str, part: Part) -> None:
    assert part_of(time.fromisoformat(clock_time)) is part


@pytest.mark.parametrize(
    ("facts", "then"),
    [
        ({"outcome": Outcome.REACHED}, Then.DONE),
        ({"outcome": Outcome.VOICEMAIL}, Then.DONE),
        ({"outcome": Outcome.VOICEMAIL, "try_again": True}, Then.AGAIN),
        ({"outcome": Outcome.NO_ANSWER}, Then.AGAIN),
        ({"outcome": Outcome.NO_ANSWER, "tried": (at("09:00"),)}, Then.AGAIN),
        ({"outcome": Outcome.NO_ANSWER, "tried": (at("08:10"), at("09:00"))}, Then.NEXT_WAY),
        ({"outcome": Outcome.NO_ANSWER, "tried": (at("08:10"), at("09:00")), "is_planned": False}, Then.ASK),
        ({"outcome": Outcome.VOICEMAIL, "try_again": True, "tried": (at("08:10"), at("09:00"))}, Then.NEXT_WAY),
        ({"outcome": Outcome.NO_ANSWER, "last_day": MONDAY - timedelta(days=1)}, Then.NEXT_WAY),
        ({"outcome": Outcome.WRONG_NUMBER}, Then.NEXT_WAY),
        ({"outcome": Outcome.WRONG_NUMBER, "other_number": True}, Then.OTHER_NUMBER),
        ({"outcome": Outcome.WRONG_NUMBER, "is_planned": False}, Then.ASK),
        ({"outcome": Outcome.DO_NOT_CALL}, Then.NEXT_WAY),
        ({"outcome": Outcome.DO_NOT_CALL, "is_planned": False, "other_number": True}, Then.NEXT_WAY),
    ],
)
def test_every_outcome_does_one_thing(facts: dict[str, object], then: Then) -> None:
    assert consequence_of(call(**facts)).then is then  # type: ignore[arg-type]


def test_a_wrong_number_marks_the_number_and_a_no_the_person() -> None:
    wrong, never = consequence_of(call(Outcome.WRONG_NUMBER)), consequence_of(call(Outcome.DO_NOT_CALL))
    assert (wrong.number_is_bad, wrong.never_call) == (True, False)
    assert (never.number_is_bad, never.never_call) == (False, True)


@pytest.mark.parametrize(
    ("now", "tried", "last_day", "again"),
    [
        ("10:00", (), MONDAY, at("12:00")),
        ("10:40", (), MONDAY, at("12:40")),
        ("12:30", (), MONDAY, at("15:00")),
        ("15:30", (), MONDAY, at("18:00")),
        # The evening begins in less than two hours, and is quiet before they are over.
        ("17:30", (), MONDAY, at("19:30")),
        ("18:30", (), MONDAY, None),
        # The next day, in a part of the day in which nobody has rung.
        ("18:30", (), MONDAY + timedelta(days=1), at("09:00", MONDAY + timedelta(days=1))),
        ("15:30", ("09:30",), MONDAY, at("18:00")),
        ("18:30", ("15:10",), MONDAY + timedelta(days=1), at("09:00", MONDAY + timedelta(days=1))),
        # A Friday evening: nobody is rung on the weekend.
        ("18:30", (), MONDAY + timedelta(days=4), at("09:00", MONDAY + timedelta(days=1))),
    ],
)
def test_no_answer_comes_back_in_another_part_of_the_day(
    now: str, tried: tuple[str, ...], last_day: date, again: datetime | None
) -> None:
    moments = [at(now), *(at(one) for one in tried)]
    assert another_hour(at(now), OSLO, moments, HOURS, last_day) == again


def test_a_weekend_and_a_holiday_are_left_out() -> None:
    friday = MONDAY + timedelta(days=4)
    closed = frozenset({MONDAY + timedelta(days=7)})
    hours = Hours(OpenDays(frozenset(range(5)), closed), time(20), time(8))
    again = another_hour(at("18:30", friday), OSLO, [at("18:30", friday)], hours, friday + timedelta(days=9))
    assert again == at("09:00", MONDAY + timedelta(days=8))


def test_a_late_opening_moves_the_morning() -> None:
    hours = Hours(OpenDays(), time(20), time(10, 30))
    day = MONDAY + timedelta(days=1)
    assert another_hour(at("18:30"), OSLO, [at("18:30")], hours, day) == at("10:30", day)


def test_where_no_other_part_is_left_the_same_one_is_better_than_none() -> None:
    hours = Hours(OpenDays(), time(11), time(8))
    day = MONDAY + timedelta(days=1)
    assert another_hour(at("09:30"), OSLO, [at("09:30")], hours, day) == at("09:00", day)


@pytest.mark.parametrize(
    ("zones", "again"),
    [
        # Ten in Oslo: nobody in New York is up before two in the afternoon, and in Los Angeles before five.
        (("America/New_York",), at("14:00")),
        (("America/Los_Angeles",), at("17:00")),
        (("America/New_York", "America/Los_Angeles"), at("17:00")),
        (("Europe/Oslo",), at("12:00")),
        # Never daytime in both while it is day in Oslo: the first of them decides.
        (("Asia/Kolkata", "America/Los_Angeles"), at("12:00")),
        (("America/Chicago",), at("15:00")),
        (("America/Denver",), at("16:00")),
    ],
)
def test_it_is_daytime_where_the_customer_lives(zones: tuple[str, ...], again: datetime) -> None:
    hours = Hours(HOURS.open_days, HOURS.quiet_from, HOURS.quiet_until, tuple(ZoneInfo(one) for one in zones))
    assert another_hour(at("10:00"), OSLO, [at("10:00")], hours, MONDAY) == again


def test_an_hour_that_the_clocks_skip_is_not_rung() -> None:
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    now = datetime(2026, 10, 3, 19, 0, tzinfo=lord_howe)
    again = another_hour(now, lord_howe, [now], Hours(OpenDays()), date(2026, 10, 4))
    assert again is not None
    assert again.astimezone(lord_howe).isoformat() == "2026-10-04T09:00:00+11:00"


def test_somebody_who_usually_answers_in_the_afternoon() -> None:
    assert best_part([], OSLO) is None
    assert best_part([at("16:00")], OSLO) is None
    assert best_part([at("16:00"), at("17:10"), at("10:00")], OSLO) is Part.AFTERNOON
    assert best_part([at("16:00"), at("17:10"), at("10:00"), at("11:00")], OSLO) is None


def test_only_a_rule_that_skips_ends_where_calling_came_to_nothing() -> None:
    assert {kind for kind in MissedKind if goes_on(kind)} == {MissedKind.SEND_LATE, MissedKind.CALL}


def test_every_end_has_its_sentence() -> None:
    assert set(CALL_ENDED_SENTENCES) == set(CallEnded)
    assert call_ended_sentence(CallEnded.NO_ANSWER, "Ann") == "Ann did not take the telephone."


ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("Europe/Oslo", "America/New_York", "Asia/Kolkata", "Pacific/Apia")]
)
# The bounds stand before a zone is drawn.
MOMENTS = st.datetimes(datetime(2010, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0))
ANY_HOURS = st.builds(
    Hours,
    st.builds(OpenDays, st.frozensets(st.integers(0, 6))),
    st.none() | TIMES,
    st.none() | TIMES,
)


@given(MOMENTS, ZONES, ANY_HOURS, st.integers(-3, 90), st.lists(st.timedeltas(timedelta(0), timedelta(days=3))))
def test_an_hour_that_is_found_is_one_at_which_one_may_ring(
    now: datetime, zone: ZoneInfo, hours: Hours, days: int, ago: list[timedelta]
) -> None:
    last_day = now.astimezone(zone).date() + timedelta(days=days)
    tried = [now, *(now - one for one in ago)]
    again = another_hour(now, zone, tried, hours, last_day)
    if again is None:
        return
    wall = again.astimezone(zone)
    assert again >= now + SHORTEST_PAUSE
    assert wall.date() <= last_day
    assert hours.open_days.is_open(wall.date())
    assert not hours.is_quiet(wall.time())


@given(MOMENTS, ZONES, ANY_HOURS)
def test_the_same_part_is_taken_only_where_every_other_is_gone(now: datetime, zone: ZoneInfo, hours: Hours) -> None:
    last_day = now.astimezone(zone).date() + timedelta(days=3)
    again = another_hour(now, zone, [now], hours, last_day)
    used = part_of(now.astimezone(zone).time())
    if again is None or part_of(again.astimezone(zone).time()) is not used:
        return
    days = [last_day - timedelta(days=number) for number in range(3)]
    beginnings = [begins for part, begins in BEGINS.items() if part is not used]
    free = [begins for begins in beginnings if not hours.is_quiet(begins)]
    assert not free or not any(hours.open_days.is_open(day) for day in days)


@given(
    st.sampled_from(Outcome),
    MOMENTS,
    ZONES,
    ANY_HOURS,
    st.integers(-3, 30),
    st.integers(0, 5),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_what_holds_for_every_call(
    outcome: Outcome,
    now: datetime,
    zone: ZoneInfo,
    hours: Hours,
    days: int,
    tries: int,
    is_planned: bool,
    other_number: bool,
    try_again: bool,
) -> None:
    tried = tuple(now - timedelta(hours=4 * number) for number in range(1, tries + 1))
    one = Call(
        outcome=outcome, now=now, zone=zone, hours=hours, last_day=now.astimezone(zone).date() + timedelta(days=days),
        tried=tried, is_planned=is_planned, other_number=other_number, try_again=try_again,
    )  # fmt: skip
    found = consequence_of(one)
    assert (found.again_at is not None) == (found.then is Then.AGAIN)
    assert found.never_call == (outcome is Outcome.DO_NOT_CALL)
    assert found.number_is_bad == (outcome is Outcome.WRONG_NUMBER)
    if tries >= MOST_TRIES - 1:
        assert found.then is not Then.AGAIN
    if found.never_call:
        assert found.then is Then.NEXT_WAY
