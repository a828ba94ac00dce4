"""Numbers and amounts as people and programs write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.importing.numbers import NumberRefused, decimal_mark_of, parse_amount, parse_number


@pytest.mark.parametrize(
    ("text", "mark", "number", "currency"),
    [
        ("12.50", ".", "12.50", None),
        ("$90,000 ", ".", "90000", None),
        ("1.234,56 €", ",", "1234.56", "EUR"),
        ("1,234.56", None, "1234.56", None),
        ("1.234,56", None, "1234.56", None),
        ("1,234", None, "1234", None),
        ("1,5", None, "1.5", None),
        ("0,250", None, "0.250", None),
        ("(12.50)", ".", "-12.50", None),
        ("12.50-", ".", "-12.50", None),
        ("-$5", ".", "-5", None),
        ("\u22125", ".", "-5", None),
        ("+ $73.01", ".", "73.01", None),
        ("kr 100,-", ",", "100", None),
        ("CHF 1'234.50", ".", "1234.50", "CHF"),
        ("1\u00a0234,5", ",", "1234.5", None),
        ("12,34,567.00", ".", "1234567.00", None),
        ("USD 5", ".", "5", "USD"),
        ("1.5e3", ".", "1500", None),
        ("200.000.000", None, "200000000", None),
        ("24.990 zł", ",", "24990", "PLN"),
    ],
)
def test_an_amount_is_read(text: str, mark: str | None, number: str, currency: str | None) -> None:
    assert parse_amount(text, mark) == (Decimal(number), currency)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("1e999999", "."),
        ("9" * 5_000, "."),
        ("abc", "."),
        ("", "."),
        ("1.2.3", "."),
        ("1,5", "."),
        ("--5", "."),
        ("(5", "."),
        ("12.50 per piece", "."),
        ("1.234,56", "."),
        ("NaN", "."),
        ("Infinity", "."),
        (".", "."),
    ],
)
def test_what_is_no_number_is_refused(text: str, mark: str) -> None:
    with pytest.raises(NumberRefused, match=r"\.$"):
        parse_number(text, mark)


@pytest.mark.parametrize(
    ("values", "mark"),
    [
        (["1.50", "2.25"], "."),
        (["1,50", "2,25"], ","),
        (["1.234", "1.234,5"], ","),
        (["1,234"], None),
        (["1.234.567"], ","),
        (["7", "8"], None),
        (["0.125"], "."),
    ],
)
def test_the_decimal_mark_of_a_column(values: list[str], mark: str | None) -> None:
    assert decimal_mark_of(values) == mark


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_every_amount_survives_both_ways_of_writing(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert parse_number(english, ".") == parse_number(german, ",") == amount


@given(st.text(max_size=60), st.sampled_from([".", ",", None]))
def test_any_text_is_a_finite_number_or_refused(text: str, mark: str | None) -> None:
    try:
        number = parse_number(text, mark)
    except NumberRefused:
        return
    assert number.is_finite()
    assert abs(number) < 10**21
