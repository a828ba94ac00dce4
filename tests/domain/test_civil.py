"""Civil time, against a plain table, an independent library, and the zone tables' own transitions."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil import tz
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.civil import add_months, anniversary_in, local_date, local_moment

ZONES = (
    "Europe/Oslo",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Pacific/Apia",
    "Africa/Cairo",
    "America/Sao_Paulo",
    "Asia/Beirut",
    "America/Toronto",
    "UTC",
)
zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(1990, 1, 1), date(2037, 12, 31))
minutes = st.integers(0, 24 * 60 - 1).map(lambda n: time(n // 60, n % 60))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "wall", "moment"),
    [
        ("Europe/Oslo", "2027-01-15 09:00", "2027-01-15 08:00"),
        ("Europe/Oslo", "2027-03-28 02:30", "2027-03-28 01:00"),  # skipped: 03:00 is the first that exists
        ("Europe/Oslo", "2027-10-31 02:30", "2027-10-31 00:30"),  # twice: the first
        ("America/New_York", "2027-03-14 02:30", "2027-03-14 07:00"),
        ("America/New_York", "2027-11-07 01:30", "2027-11-07 05:30"),
        ("Australia/Lord_Howe", "2027-10-03 02:15", "2027-10-02 15:30"),  # a jump of half an hour: 02:30
        ("Australia/Lord_Howe", "2027-04-04 01:45", "2027-04-03 14:45"),
        ("Asia/Kolkata", "2027-03-28 02:30", "2027-03-27 21:00"),
        ("Pacific/Apia", "2011-12-29 23:59", "2011-12-30 09:59"),
        ("Pacific/Apia", "2011-12-30 09:00", "2011-12-30 10:00"),  # the day is missing: the start of the 31st
        ("Africa/Cairo", "2024-04-26 00:30", "2024-04-25 22:00"),  # midnight is skipped: 01:00 of the same date
        ("America/Sao_Paulo", "2018-11-04 00:00", "2018-11-04 03:00"),
        ("America/Toronto", "1919-03-30 23:45", "1919-03-31 04:29"),  # jumped into the next date: 23:29 is the last
    ],
)
def test_a_wall_time_has_the_moment_in_the_table(zone: str, wall: str, moment: str) -> None:
    asked = datetime.fromisoformat(wall)
    assert local_moment(asked.date(), asked.time(), ZoneInfo(zone)) == utc(moment)


@given(days, minutes, zones)
def test_a_moment_shows_the_wall_time_asked_for_unless_it_does_not_exist(
    day: date, clock: time, zone: ZoneInfo
) -> None:
    moment = local_moment(day, clock, zone)
    wall = moment.astimezone(zone).replace(tzinfo=None)
    asked = datetime.combine(day, clock)
    exists = tz.datetime_exists(asked, tz.gettz(zone.key))
    assert (wall.replace(fold=0) == asked) == exists
    if not exists:
        assert wall.date() == day or (zone.key, day) == ("Pacific/Apia", date(2011, 12, 30))


@given(days, minutes, zones)
def test_no_earlier_moment_shows_the_same_wall_time(day: date, clock: time, zone: ZoneInfo) -> None:
    moment = local_moment(day, clock, zone)
    wall = moment.astimezone(zone).replace(tzinfo=None, fold=0)
    for earlier in (30, 60, 120, 180, 1440):
        before = (moment - timedelta(minutes=earlier)).astimezone(zone).replace(tzinfo=None, fold=0)
        assert before != wall


@given(days, minutes, zones, st.integers(0, 1))
def test_the_fold_of_the_clock_time_changes_nothing(day: date, clock: time, zone: ZoneInfo, fold: int) -> None:
    assert local_moment(day, clock.replace(fold=fold), zone) == local_moment(day, clock, zone)


@given(days, minutes, minutes, zones)
def test_later_on_the_wall_is_never_earlier_in_time(day: date, one: time, other: time, zone: ZoneInfo) -> None:
    first, second = sorted((one, other))
    assert local_moment(day, first, zone) <= local_moment(day, second, zone)


@pytest.mark.long
def test_every_zone_and_every_clock_change_gives_a_moment_of_that_date() -> None:
    for name in sorted(available_timezones()):
        _walk_changes(ZoneInfo(name), 2020, 2037)


@pytest.mark.parametrize("name", ZONES)
def test_every_clock_change_gives_a_moment_of_that_date(name: str) -> None:
    _walk_changes(ZoneInfo(name), 2020, 2037)


def _walk_changes(zone: ZoneInfo, first_year: int, last_year: int) -> None:
    moment, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    offset = moment.astimezone(zone).utcoffset()
    while moment < end:
        moment += timedelta(days=1)
        if moment.astimezone(zone).utcoffset() == offset:
            continue
        offset = moment.astimezone(zone).utcoffset()
        for day in {(moment - timedelta(days=n)).astimezone(zone).date() for n in (0, 1)}:
            for quarter in range(96):
                clock = time(quarter // 4, quarter % 4 * 15)
                assert local_date(local_moment(day, clock, zone), zone) == day


def test_the_date_on_the_wall_differs_from_the_date_in_utc() -> None:
    assert local_date(utc("2027-05-01 23:30"), ZoneInfo("Europe/Oslo")) == date(2027, 5, 2)
    assert local_date(utc("2027-05-01 03:00"), ZoneInfo("America/New_York")) == date(2027, 4, 30)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_date(datetime(2027, 5, 1, 12), ZoneInfo("UTC"))  # noqa: DTZ001


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-1200, 1200))
def test_months_are_added_as_dateutil_adds_them(day: date, n: int) -> None:
    assert add_months(day, n) == day + relativedelta(months=n)


@pytest.mark.parametrize(
    ("n", "expected"),
    [(1, date(2027, 2, 28)), (2, date(2027, 3, 31)), (3, date(2027, 4, 30)), (13, date(2028, 2, 29))],
)
def test_the_end_of_january_stays_a_month_end(n: int, expected: date) -> None:
    assert add_months(date(2027, 1, 31), n) == expected


def test_an_anchored_day_comes_back_after_a_short_month() -> None:
    february = add_months(date(2027, 1, 31), 1)
    assert add_months(february, 1, anchored_day=31) == date(2027, 3, 31)
    assert add_months(february, 1) == date(2027, 3, 28)


def test_months_beyond_the_calendar_are_refused() -> None:
    with pytest.raises(OverflowError):
        add_months(date(9999, 12, 1), 1)
    with pytest.raises(OverflowError):
        add_months(date(1, 1, 1), -1)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1900, 2200))
def test_an_anniversary_falls_as_dateutil_counts_years(born: date, year: int) -> None:
    assert anniversary_in(born, year) == born + relativedelta(years=year - born.year)


def test_a_leap_day_comes_back_in_leap_years_and_can_fall_on_the_first_of_march() -> None:
    born = date(2000, 2, 29)
    assert anniversary_in(born, 2027) == date(2027, 2, 28)
    assert anniversary_in(born, 2027, leap_day_on_march_first=True) == date(2027, 3, 1)
    assert anniversary_in(born, 2028) == date(2028, 2, 29)
    assert anniversary_in(born, 2100) == date(2100, 2, 28)
