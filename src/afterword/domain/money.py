"""Answers for amounts of money: whole minor units of one currency, read from text and written back."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from afterword.domain.importing.numbers import NumberRefused, parse_amount

# Decimal places that differ from two (ISO 4217, list one).
MINOR_DIGITS = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0,
    "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
    "CLF": 4, "UYW": 4,
}  # fmt: skip

# More than any shop sells, and far inside a 64-bit column, so that sums stay there too.
MINOR_LIMIT = 10**15


class MoneyRefused(ValueError):
    """The text is not an amount we can store; the message is one sentence saying how to mend it."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in whole minor units (cents, øre, yen) of one currency (ISO 4217 code)."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"Cannot add {other.currency} to {self.currency}.")
        return Money(self.minor + other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with exactly the currency's decimal places."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"


def minor_digits(currency: str) -> int:
    """How many decimal places the currency has: 2 for EUR, 0 for JPY, 3 for KWD; 2 for one we do not know."""
    return MINOR_DIGITS.get(currency, 2)


def to_minor(amount: Decimal, currency: str) -> int:
    """Whole minor units of an amount in major units, halves to the even neighbor; raises MoneyRefused beyond ±10^15."""
    if not amount.is_finite() or amount.adjusted() > 17:
        raise MoneyRefused("This amount is larger than any sale; check the number.")
    minor = int(amount.scaleb(minor_digits(currency)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
    if abs(minor) > MINOR_LIMIT:
        raise MoneyRefused("This amount is larger than any sale; check the number.")
    return minor


def parse_money(text: str, decimal_mark: str | None, default_currency: str) -> Money:
    """Read "$90,000 ", "1.234,56 €", "(12.50)" or "kr 100,-".

    decimal_mark is "." or ","; None decides from the text alone. A currency named in the text wins over the default;
    signs shared by several currencies ("$", "kr") mean the default. Raises MoneyRefused.
    """
    try:
        amount, currency = parse_amount(text, decimal_mark)
    except NumberRefused as refused:
        raise MoneyRefused(str(refused)) from None
    currency = currency or default_currency
    return Money(to_minor(amount, currency), currency)
