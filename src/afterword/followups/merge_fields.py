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
from afterword.domain.greeting import given_name_of
from afterword.followups.models import FollowUp
from afterword.sales.models import SaleItem

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
    rows = list(
        FollowUp.objects.filter(id__in=follow_up_ids).values_list(
            "id",
            "sale_id",
            "sale__sold_on",
            "inquiry__subject",
            "customer__given_name",
            "customer__family_name",
            "customer__company",
            "customer__display_name",
            "customer__is_firm",
        )
    )
    bought = _things_bought([row[1] for row in rows if row[1]])
    shared = business_values(business)
    today = local_today(business)
    return {row[0]: {**shared, **_values(row, bought, business.language, today)} for row in rows}


def business_values(business: Business) -> dict[str, str]:
    """The fields that are the same for every customer."""
    return {
        "business_name": business.name,
        "signature": business.signature or business.name,
        "business_phone": business.phone,
        "business_email": business.email,
    }


def _values(row: tuple[Any, ...], bought: Mapping[int, SaleWords], language: str, today: date) -> dict[str, str]:
    _, sale_id, sold_on, subject, given, family, company, display, is_firm = row
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
    names: dict[int, list[str]] = defaultdict(list)
    lines = (
        SaleItem.objects.filter(sale_id__in=sale_ids, total_minor__gte=0)
        .order_by("sale_id", "-total_minor", "id")
        .values_list("sale_id", "product__name", "name")
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
