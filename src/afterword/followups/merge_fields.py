"""What follow-ups offer to templates: the merge fields, and their values for a set of follow-ups in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from babel.lists import format_list

from afterword.businesses.models import Business
from afterword.businesses.queries import current_business, local_today
from afterword.customers.people import as_day
from afterword.customers.people import rows as read_rows
from afterword.domain.greeting import given_name_of
from afterword.followups.years_together import (
    Together,
    month_in_words,
    together_with,
    whole_years,
    years_in_words,
)
from afterword.infra.bulk import ids_clause
from afterword.infra.tenancy import current_business_id

#: Every field, with what it stands for; an example comes from a real customer in the wording editor.
FIELDS: Mapping[str, str] = {
    "first_name": "The customer's first name",
    "full_name": "The customer's whole name, or the firm's",
    "product": "The main thing they bought",
    "products": "Everything they bought that day, as a list",
    "sale_day": "The day of the purchase, like 18 October",
    "days_since": "How many days ago that was",
    "inquiry": "What they asked about",
    "thing": "The thing of theirs that it is about: what is due for service, or what is used up",
    "service_day": "The day on which the service is due, like 12 March",
    "years_with_you": "How long they have been your customer, in words, like three years",
    "personal_line": "One line in your own hand, which each letter waits for",
    "last_visit": "When they last bought from you or came to see you, like in October 2024",
    "business_name": "The name of your business",
    "signature": "Who signs your letters",
    "business_phone": "Your telephone number",
    "business_email": "Your e-mail address",
}

#: No letter lists more things than this by name.
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class SaleWords:
    """What was bought, dearest first."""

    names: tuple[str, ...]


class Values(dict[str, str]):
    """The fields of one follow-up. Those of the years together are looked up for all of its set when one is asked for:

    few letters say them, and every letter would pay.
    """

    def __init__(self, known: Mapping[str, str], years: YearsTogether, row: tuple[int, date]) -> None:
        super().__init__(known)
        self._years, self._row = years, row

    def get(self, name: str, default: Any = None) -> Any:
        if name in YEARS_TOGETHER and name not in self:
            self.update(self._years.words(*self._row))
        return super().get(name, default)

    def __missing__(self, name: str) -> str:
        if name not in YEARS_TOGETHER:
            raise KeyError(name)
        return str(self.get(name))


#: The fields that are looked up late.
YEARS_TOGETHER = frozenset({"years_with_you", "last_visit"})


class YearsTogether:
    """Of the customers of one set of follow-ups; three queries, at the first question."""

    def __init__(self, customer_ids: Sequence[int], language: str) -> None:
        self._customer_ids, self._language = customer_ids, language
        self._known: dict[int, Together] | None = None

    def words(self, customer_id: int, on: date) -> dict[str, str]:
        """The fields of one customer as of a civil day; empty texts where nothing is known."""
        if self._known is None:
            self._known = together_with(self._customer_ids)
        one = self._known.get(customer_id, Together())
        return {
            "years_with_you": years_in_words(whole_years(one.since, on), self._language) if one.since else "",
            "last_visit": month_in_words(one.last_on, self._language) if one.last_on else "",
        }


def values_for(follow_up_ids: Sequence[int]) -> dict[int, Values]:
    """The value of every field for each of these follow-ups; empty text where nothing is known. Three queries.

    Three more, for all of them, where one is asked how long the customer has been one.
    """
    if not follow_up_ids:
        return {}
    business = current_business()
    condition, ids = ids_clause("f.id", follow_up_ids)
    rows = read_rows(f"{_FACTS} WHERE f.business_id = %s AND {condition}", [business.pk, *ids])
    bought = _things_bought([row[1] for row in rows if row[1]])
    shared = business_values(business)
    today = local_today(business)
    years = YearsTogether([row[9] for row in rows], business.language)
    return {
        row[0]: Values(
            {**shared, **_values(row, bought, business.language, today)},
            years,
            (row[9], max(as_day(row[11]) or today, today)),
        )
        for row in rows
    }


_FACTS = """
    SELECT f.id, f.sale_id, s.sold_on, i.subject, c.given_name, c.family_name, c.company, c.display_name, c.is_firm,
        f.customer_id, p.name, f.about_on
    FROM followups_followup f JOIN customers_customer c ON c.id = f.customer_id
    LEFT JOIN sales_sale s ON s.id = f.sale_id LEFT JOIN sales_inquiry i ON i.id = f.inquiry_id
    LEFT JOIN sales_product p ON p.id = f.product_id
"""


def business_values(business: Business) -> dict[str, str]:
    """The fields that are the same for every customer."""
    return {
        "business_name": business.name,
        "signature": business.signature or business.name,
        "business_phone": business.phone,
        "business_email": business.email,
    }


def _values(row: tuple[Any, ...], bought: Mapping[int, SaleWords], language: str, today: date) -> dict[str, str]:
    _, sale_id, sold, subject, given, family, company, display, is_firm, _, thing, about = row
    sold_on, about_on = as_day(sold), as_day(about)
    words = bought.get(sale_id)
    return {
        "first_name": "" if is_firm else first_name(given, family, display),
        "full_name": company if is_firm and company else display,
        "product": words.names[0] if words and words.names else "",
        "products": _listed(words.names, language) if words else "",
        "sale_day": day_in_words(sold_on, language) if sold_on else "",
        "days_since": str((today - sold_on).days) if sold_on else "",
        "inquiry": subject or "",
        "thing": thing or "",
        "service_day": day_in_words(about_on, language) if about_on else "",
    }


@lru_cache(maxsize=4096)
def first_name(given: str, family: str, display: str) -> str:
    """A first name that can stand after "Dear", or nothing: unsure is empty, and the template's fallback speaks."""
    if given:
        return given_name_of(given=given) or ""
    return "" if family else given_name_of(display) or ""


def _things_bought(sale_ids: Sequence[int]) -> dict[int, SaleWords]:
    if not sale_ids:
        return {}
    names: dict[int, list[str]] = defaultdict(list)
    condition, ids = ids_clause("i.sale_id", sale_ids)
    lines = read_rows(
        "SELECT i.sale_id, p.name, i.name FROM sales_saleitem i LEFT JOIN sales_product p ON p.id = i.product_id"
        f" WHERE i.business_id = %s AND {condition} AND i.total_minor >= 0"
        " ORDER BY i.sale_id, i.total_minor DESC, i.id",
        [current_business_id(), *ids],
    )
    for sale_id, product_name, line_name in lines:
        name = (product_name or line_name or "").strip()
        if name and name not in names[sale_id]:
            names[sale_id].append(name)
    return {sale_id: SaleWords(tuple(found)) for sale_id, found in names.items()}


@lru_cache(maxsize=4096)
def _listed(names: tuple[str, ...], language: str) -> str:
    return format_list(list(names[:MOST_NAMED]), style="standard", locale=language) if names else ""


@lru_cache(maxsize=4096)
def day_in_words(day: date, language: str) -> str:
    """18 October, in the language of the letter."""
    pattern = {"nb": "d. MMMM", "de": "d. MMMM"}.get(language, "d MMMM")
    return format_date(day, pattern, locale=language)
