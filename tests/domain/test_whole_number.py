"""A number that somebody typed: the digits and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.whole_number import LAST_ROW, whole_number, whole_numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("7", 7), ("007", 7), ("9223372036854775807", LAST_ROW)],
)
def test_digits_are_a_number(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "text",
    ["", " 7", "+7", "-7", "1_000", "1.0", "²", "٣", "९", "0x1f", "seven", "9223372036854775808", "9" * 5000, "\x007"],
)
def test_anything_else_is_none(text: str) -> None:
    assert whole_number(text) is None


def test_a_number_above_the_most_is_none() -> None:
    assert whole_number("59", most=59) == 59
    assert whole_number("60", most=59) is None


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    number = whole_number(text)
    assert number is None or 0 <= number <= LAST_ROW


@given(st.integers(0, LAST_ROW))
def test_what_is_written_is_read(number: int) -> None:
    assert whole_number(str(number)) == number


def test_between_commas_only_numbers_count() -> None:
    assert whole_numbers("3,,x,1, 4,1") == [3, 1, 1]
    assert whole_numbers("") == []
