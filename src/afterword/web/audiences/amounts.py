"""Amounts of money in fields: as a plain number of the business's currency, read with a comma or a point."""

from __future__ import annotations

from decimal import Decimal

from afterword.businesses.queries import current_business
from afterword.domain.importing.numbers import NumberRefused
from afterword.domain.money import MoneyRefused, minor_digits, parse_money


def amount_shown(minor: int) -> str:
    """Minor units as they stand in a field: 1250.50; whole amounts without a point."""
    digits = minor_digits(current_business().currency)
    number = Decimal(minor).scaleb(-digits)
    return str(int(number)) if number == int(number) else f"{number:.{digits}f}"


def amount_read(text: str) -> int | None:
    """Minor units of the business's currency; None where it is no amount, or one of another currency."""
    currency = current_business().currency
    try:
        read = parse_money(text, None, currency)
    except (NumberRefused, MoneyRefused):
        return None
    return read.minor if read.currency == currency else None
