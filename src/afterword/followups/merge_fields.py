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


def values_for(follow_up_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """The value of every field for each of these follow-ups; empty text where nothing is known. Three queries."""
    if not follow_up_ids:
        return {}
    business = current_business()
    condition, ids = ids_clause("f.id", follow_up_ids)
    rows = read_rows(f"{_FACTS} WHERE f.business_id = %s AND {condition}", [business.pk, *ids])
    bought = _things_bought([row[1] for row in rows if row[1]])
    shared = business_values(business)
    today = local_today(business)
    return {row[0]: {**shared, **_values(row, bought, business.language, today)} for row in rows}


_FACTS = """
    SELECT f.id, f.sale_id, s.sold_on, i.subject, c.given_name, c.family_name, c.company, c.display_name, c.is_firm
    FROM followups_followup f JOIN customers_customer c ON c.id = f.customer_id
    LEFT JOIN sales_sale s ON s.id = f.sale_id LEFT JOIN sales_inquiry i ON i.id = f.inquiry_id
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
    _, sale_id, sold, subject, given, family, company, display, is_firm = row
    sold_on = as_day(sold)
    words = bought.get(sale_id)
    return {
        "first_name": "" if is_firm else first_name(given, family, display),
        "full_name": company if is_firm and company else display,
        "product": words.names[0] if words and words.names else "",
        "products": _listed(words.names, language) if words else "",
        "sale_day": day_in_words(sold_on, language) if sold_on else "",
        "days_since": str((today - sold_on).days) if sold_on else "",
        "inquiry": subject or "",
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
