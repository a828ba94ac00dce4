"""Dates as people and programs write them, and the order of day and month in a column."""

# ruff: noqa: DTZ001 - times without a zone are what is tested

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.importing.dates import (
    EARLIEST,
    LATEST,
    DateOrder,
    DateReading,
    DateRefused,
    date_reading,
    looks_like_date,
    parse_clock,
    parse_date,
    parse_moment,
)

MDY, DMY, YMD, MIXED = (DateReading(order) for order in DateOrder)


@pytest.mark.parametrize(
    ("text", "reading", "day"),
    [
        ("2019-06-30", MDY, date(2019, 6, 30)),
        ("01/02/2017", MDY, date(2017, 1, 2)),
        ("1/13/2017", MDY, date(2017, 1, 13)),
        ("01/02/2017", DMY, date(2017, 2, 1)),
        ("31.12.2019", DMY, date(2019, 12, 31)),
        ("5-4-2019", DMY, date(2019, 4, 5)),
        ("19970101", MDY, date(1997, 1, 1)),
        ("2019/6/3", DMY, date(2019, 6, 3)),
        ("3/31/19", MDY, date(2019, 3, 31)),
        ("May 31, 2024", MDY, date(2024, 5, 31)),
        ("31 May 2024", MDY, date(2024, 5, 31)),
        ("04 Jul 2026", MDY, date(2026, 7, 4)),
        ("31. mai 2024", DMY, date(2024, 5, 31)),
        ("3. März 2021", DMY, date(2021, 3, 3)),
        ("1er août 2022", DMY, date(2022, 8, 1)),
        ("15 de enero de 2020", DMY, date(2020, 1, 15)),
        ("Wednesday, September 30, 2026", MDY, date(2026, 9, 30)),
        ("7-Dec-99", MDY, date(1999, 12, 7)),
        ("43831", MDY, date(2020, 1, 1)),
        ("1577836800", MDY, date(2020, 1, 1)),
        ("13/05/2017", MIXED, date(2017, 5, 13)),
        ("05/13/2017", MIXED, date(2017, 5, 13)),
        ("2017-02-01", DateReading(DateOrder.MDY, swapped=True), date(2017, 1, 2)),
    ],
)
def test_a_day_is_read(text: str, reading: DateReading, day: date) -> None:
    assert parse_date(text, reading) == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2010-12-01 08:26:00", datetime(2010, 12, 1, 8, 26)),
        ("2010-12-01T08:26:00.250Z", datetime(2010, 12, 1, 8, 26, 0, 250_000, tzinfo=UTC)),
        ("2025-01-05 10:00:00 -0500", datetime(2025, 1, 5, 10, tzinfo=timezone(timedelta(hours=-5)))),
        ("2023-03-24 10:23:10 UTC", datetime(2023, 3, 24, 10, 23, 10, tzinfo=UTC)),
        ("9/6/2016  6:29:00", datetime(2016, 9, 6, 6, 29)),
        ("12/31/2016 12:05 am", datetime(2016, 12, 31, 0, 5)),
        ("December 2, 2020 9:00 pm", datetime(2020, 12, 2, 21)),
        ("2022-05-25 10.39.15", datetime(2022, 5, 25, 10, 39, 15)),
        ("43831.5", datetime(2020, 1, 1, 12)),
    ],
)
def test_a_moment_is_read_with_its_zone(text: str, moment: datetime) -> None:
    assert parse_moment(text, MDY) == (moment.date(), moment)


@pytest.mark.parametrize(
    ("text", "reading", "why"),
    [
        ("31/12/2017", MDY, "no month 31"),
        ("12/31/2017", DMY, "no month 31"),
        ("05/06/2017", MIXED, "could be either"),
        ("30.02.2019", DMY, "no such day"),
        ("2019-13-01", MDY, "no such day"),
        ("soon", MDY, "not a date"),
        ("1/1/0019", MDY, "year"),
        ("2019-01-01 25:00", MDY, "time of day"),
        ("x" * 5_000, MDY, "too long"),
    ],
)
def test_what_is_no_day_says_how_to_mend_it(text: str, reading: DateReading, why: str) -> None:
    with pytest.raises(DateRefused, match=why) as refused:
        parse_moment(text, reading)
    assert "write it as" in str(refused.value)


def test_two_digit_birth_years_are_never_in_the_future() -> None:
    assert parse_date("3/31/35", MDY, latest=date(2026, 11, 22)) == date(1935, 3, 31)
    assert parse_date("3/31/24", MDY, latest=date(2026, 11, 22)) == date(2024, 3, 31)


@pytest.mark.parametrize("text", ["14:05", "2:05 pm", "14.05", "14:05:00", "2:05 PM"])
def test_times_of_day(text: str) -> None:
    assert (parse_clock(text).hour, parse_clock(text).minute) == (14, 5)


@pytest.mark.parametrize(
    ("values", "reading"),
    [
        (["01/02/2017", "1/13/2017"], DateReading(DateOrder.MDY)),
        (["01/02/2017", "13/1/2017"], DateReading(DateOrder.DMY)),
        (["01.02.2017"], DateReading(DateOrder.DMY)),
        (["2017-02-01", "2017-02-28"], DateReading(DateOrder.YMD)),
        (["13/1/2017", "1/13/2017"], DateReading(DateOrder.MIXED)),
        (["01/02/2017"], DateReading(DateOrder.MDY, proven=False)),
        (["1/13/2017"] * 99 + ["13/1/2017"], DateReading(DateOrder.MDY)),
        (["1/13/2017"] * 10 + ["2017-02-01"] * 10, DateReading(DateOrder.MDY, swapped=True)),
        (["1/13/2017"] * 10 + ["2017-02-01"] * 10 + ["2017-02-13"], DateReading(DateOrder.MDY)),
        ([], DateReading(DateOrder.YMD)),
    ],
)
def test_the_order_of_a_column(values: list[str], reading: DateReading) -> None:
    assert date_reading(values) == reading


def test_a_column_that_proves_nothing_follows_the_country() -> None:
    assert date_reading(["01/02/2017"], fallback=DateOrder.DMY).order is DateOrder.DMY


@pytest.mark.parametrize("text", ["12", "4.5", "90210", "jon@example.com", "", "SO45080", "17850.0", "1-2", "99999999"])
def test_figures_are_not_taken_for_dates(text: str) -> None:
    assert not looks_like_date(text)


@given(st.dates(EARLIEST, LATEST), st.sampled_from(list(DateOrder)))
def test_every_day_survives_being_written_in_its_order(day: date, order: DateOrder) -> None:
    shapes = {
        DateOrder.MDY: "%m/%d/%Y",
        DateOrder.DMY: "%d/%m/%Y",
        DateOrder.YMD: "%Y/%m/%d",
        DateOrder.MIXED: "%Y-%m-%d",
    }
    assert parse_date(day.strftime(shapes[order]), DateReading(order)) == day


@given(st.text(max_size=80), st.sampled_from([MDY, DMY, YMD, MIXED]))
def test_any_text_is_a_day_or_refused(text: str, reading: DateReading) -> None:
    try:
        day, _ = parse_moment(text, reading)
    except DateRefused:
        return
    assert EARLIEST <= day <= LATEST
