"""Customers for whom every text of every trade is rendered: one of whom all is known, one of whom nothing is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from afterword.plans.trades.loading import LANGUAGES, TRADES, trade_book
from afterword.plans.trades.trade_plan import TradeBook, TradePlan, TradeStep

BUSINESS = {"business_name": "Berg & Lie", "signature": "Rosa"}

_KNOWN_OF_ALL = {
    "first_name": "Ann",
    "full_name": "Ann Berg",
    "inquiry": "a new clasp",
    "business_phone": "+47 22 33 44 55",
    "business_email": "rosa@example.com",
    "days_since": "17",
}

EVERYTHING = {
    "en": _KNOWN_OF_ALL
    | BUSINESS
    | {
        "product": "Silver ring 925, size 54",
        "products": "Silver ring, chain and gift box",
        "sale_day": "18 October",
        "thing": "Silver ring",
        "service_day": "12 March",
        "years_with_you": "three years",
        "last_visit": "in October 2024",
    },
    "nb": _KNOWN_OF_ALL
    | BUSINESS
    | {
        "product": "Sølvring 925, størrelse 54",
        "products": "Sølvring, kjede og gaveeske",
        "sale_day": "18. oktober",
        "thing": "Sølvring",
        "service_day": "12. mars",
        "years_with_you": "tre år",
        "last_visit": "i oktober 2024",
    },
}
#: The business has signed nothing, so its letters are signed with its name; the customer is an e-mail address.
NOTHING = {"business_name": "Berg & Lie", "signature": "Berg & Lie"}


@dataclass(frozen=True, slots=True)
class Text:
    """One text of one step, and where it stands."""

    language: str
    plan: TradePlan
    step: TradeStep
    kind: str
    source: str

    def __str__(self) -> str:
        return f"{self.plan.slug}.{self.step.key}.{self.kind}"


@cache
def books() -> tuple[TradeBook, ...]:
    """Each trade in each language."""
    return tuple(trade_book(trade, language) for trade in TRADES for language in LANGUAGES)


def texts(book: TradeBook) -> Iterator[Text]:
    """Every text that a book has, subjects included."""
    for plan in book.plans:
        for step in plan.steps:
            for kind in ("email_subject", "email_body", "call_script", "letter_body"):
                if source := getattr(step.words, kind):
                    yield Text(book.language, plan, step, kind, source)
