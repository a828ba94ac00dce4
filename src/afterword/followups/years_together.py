"""How long somebody has been a customer and when they were last seen, in the words of a letter."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel.dates import format_date
from babel.units import format_unit

from afterword.customers.models import Customer
from afterword.customers.people import as_day
from afterword.customers.people import rows as read_rows
from afterword.domain.civil import anniversary_in
from afterword.infra.bulk import ids_clause
from afterword.infra.tenancy import current_business_id
from afterword.sales.models import Job, Sale

#: Numbers that a letter spells out; above, and in other languages, they are figures.
_NUMBERS = {
    "en": ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    "nb": ("ett", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"),
}
_YEARS = {"en": ("year", "years"), "nb": ("år", "år")}
_IN_MONTH = {"en": "in {}", "nb": "i {}"}


@dataclass(frozen=True, slots=True)
class Together:
    """The civil days on which it began (the first purchase, or what is on record as that) and of the last visit."""

    since: date | None = None
    last_on: date | None = None


def together_with(customer_ids: Collection[int]) -> dict[int, Together]:
    """Of each of these customers; a visit is a purchase or a finished job. Three queries for any number."""
    listed, ids = ids_clause("customer_id", sorted(set(customer_ids)))
    people, of_people = ids_clause("id", sorted(set(customer_ids)))
    business_id = current_business_id()
    since: dict[int, date] = {}
    last_on: dict[int, date] = {}
    for row_id, known in read_rows(
        f"SELECT id, customer_since FROM {Customer._meta.db_table}"
        f" WHERE business_id = %s AND {people} AND customer_since IS NOT NULL",
        [business_id, *of_people],
    ):
        since[row_id] = as_day(known) or date.max
    for table, day, condition in (
        (Sale._meta.db_table, "sold_on", "status = 'paid' AND total_minor >= 0"),
        (Job._meta.db_table, "done_on", "true"),
    ):
        for row_id, first, last in read_rows(
            f"SELECT customer_id, min({day}), max({day}) FROM {table}"
            f" WHERE business_id = %s AND {listed} AND {condition} GROUP BY customer_id",
            [business_id, *ids],
        ):
            first_day, last_day = as_day(first) or date.max, as_day(last) or date.min
            since[row_id] = min(since.get(row_id, first_day), first_day)
            last_on[row_id] = max(last_on.get(row_id, last_day), last_day)
    return {row_id: Together(since.get(row_id), last_on.get(row_id)) for row_id in {*since, *last_on}}


def whole_years(since: date, on: date) -> int:
    """Years that have passed; one that begins on 29 February is full on the 28th."""
    years = on.year - since.year
    return years if anniversary_in(since, on.year) <= on else years - 1


@lru_cache(maxsize=256)
def years_in_words(years: int, language: str) -> str:
    """ "three years", "25 years", "3 Jahre"; nothing for less than one."""
    if years < 1:
        return ""
    if language not in _NUMBERS:
        return str(format_unit(years, "duration-year", locale=language))
    numbers, (one, several) = _NUMBERS[language], _YEARS[language]
    return f"{numbers[years - 1] if years <= len(numbers) else years} {one if years == 1 else several}"


@lru_cache(maxsize=1024)
def month_in_words(day: date, language: str) -> str:
    """ "in October 2024", where the language's word for "in" is known; else the month and the year."""
    month = format_date(day, "MMMM y", locale=language)
    return _IN_MONTH.get(language, "{}").format(month)
