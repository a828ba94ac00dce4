"""Money is whole minor units, rounded half to even."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.money import MINOR_LIMIT, Money, MoneyRefused, parse_money, to_minor


@pytest.mark.parametrize(
    ("text", "currency", "money"),
    [
        ("$90,000 ", "USD", Money(9_000_000, "USD")),
        ("1,005", "KWD", Money(1_005_000, "KWD")),
        ("33.6442", "USD", Money(3364, "USD")),
        ("0.125", "USD", Money(12, "USD")),
        ("0.135", "USD", Money(14, "USD")),
        ("1980", "JPY", Money(1980, "JPY")),
        ("1.5", "KWD", Money(1500, "KWD")),
        ("€ 5", "USD", Money(500, "EUR")),
        ("-11,062.06", "GBP", Money(-1_106_206, "GBP")),
    ],
)
def test_amounts_become_minor_units(text: str, currency: str, money: Money) -> None:
    assert parse_money(text, ".", currency) == money


@pytest.mark.parametrize("text", ["1e999999", "1e19", "x", "99999999999999999", ""])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(MoneyRefused):
        parse_money(text, ".", "USD")


@given(st.integers(-MINOR_LIMIT, MINOR_LIMIT), st.sampled_from(["USD", "JPY", "KWD", "CLF"]))
def test_money_survives_being_written(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert to_minor(money.amount, currency) == minor
    assert parse_money(str(money), ".", "EUR") == money


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="Cannot add"):
        Money(1, "USD") + Money(1, "EUR")
    assert -Money(5, "USD") + Money(7, "USD") == Money(2, "USD")
    assert Money(5, "JPY").amount == Decimal(5)
