"""Instant search finds what it should, however it is written, and nobody else's."""

from __future__ import annotations

import random

import pytest
from django.db import connection, transaction

from afterword.businesses.models import Business
from afterword.customers.actions import Details, add_customer, edit_customer, record_customers
from afterword.customers.models import Customer
from afterword.customers.searching import find_by_words, finding, search
from afterword.customers.searching.index import keep_index
from afterword.customers.searching.words import patterns, pieces, words_of
from afterword.domain.importing.records import CustomerRecord
from afterword.infra.tenancy import acting_for
from tests.imports.bringing import found_shop

GIVEN = ("Ann", "Åse", "Žofie", "Bo", "王", "O'Neil", 'Q"x', "100%", "under_score", "Анна")
FAMILY = ("Berg", "van der Berg", "Ødegård", "Li", "-", "Bergerson")


def crowd(count: int) -> None:
    chosen = random.Random(7)
    with transaction.atomic():
        record_customers(
            records=[
                CustomerRecord(
                    number,
                    key=f"K{number:04}",
                    given_name=chosen.choice(GIVEN),
                    family_name=chosen.choice(FAMILY),
                    email=f"mail{number}@example.org",
                    phone=f"+47 22 33 {number:04}",
                )
                for number in range(count)
            ],
            source="till",
        )


def read_one_by_one(text: str) -> list[int]:
    """Who fits, by looking at everybody."""
    words = words_of(text)

    def fits(one: Customer, word: str) -> bool:
        padded = f"  {one.search_text}"
        return word in one.search_text if len(word) > 2 else f"{' ' * (3 - len(word))}{word}" in padded

    found = [one for one in Customer.objects.filter(merged_into=None) if all(fits(one, word) for word in words)]
    return [one.pk for one in sorted(found, key=lambda one: (one.display_name, one.pk))]


TYPED = (
    "berg", "BERG", "ase ode", "be", "b", "der be", "王", "o'n", 'q"x', "%", "100%", "r_s", "_", "анна", "mail7",
    "22 33 00", "+47 2233", "k0012", "example.org li", "zof", "nobody", "a" * 190, "\\", "'", '"', "*", "ann OR bo",
    "NOT ann", "ann*",
)  # fmt: skip


def test_whatever_is_typed_finds_just_those_who_fit(business: Business) -> None:
    crowd(60)
    found = {text: [one.pk for one in search(text, limit=200)] for text in TYPED}
    assert found == {text: read_one_by_one(text) for text in TYPED}
    assert sum(bool(ids) for ids in found.values()) > 15


def test_whoever_is_renamed_or_gone_is_found_no_more(business: Business) -> None:
    number = add_customer(details=Details(given_name="Ann", family_name="Berg"))
    edit_customer(customer_id=number, given_name="Eve", family_name="Moss")
    assert search("berg") == []
    assert [one.pk for one in search("eve moss")] == [number]
    Customer.objects.all().delete()
    assert search("moss") == []


def test_nobody_elses_customers_are_found(business: Business) -> None:
    other = found_shop(name="Another shop")
    with acting_for(other.pk):
        theirs = add_customer(details=Details(given_name="Ann", family_name="Berg"))
    assert search("berg") == []
    with acting_for(other.pk):
        assert [one.pk for one in search("berg")] == [theirs]


def test_where_many_fit_they_come_by_number_and_page_by_page(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(50)
    monkeypatch.setattr(finding, "MOST_SORTED", 10)
    found = find_by_words("example.org", limit=20)
    assert found.are_many
    met = [one.pk for one in found.customers]
    while page := find_by_words("example.org", after=("anything", met[-1]), limit=20).customers:
        met += [one.pk for one in page]
    assert met == list(Customer.objects.order_by("id").values_list("id", flat=True))
    assert not find_by_words("mail7", limit=20).are_many


def test_what_is_lost_with_a_table_that_is_built_anew_comes_back(business: Business) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite builds tables anew")
    crowd(3)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER customers_search_added")
        cursor.execute("DROP TABLE customers_search")
    keep_index()
    assert len(search("example.org")) == 3
    add_customer(details=Details(given_name="Ann", email="ann@example.org"))
    assert len(search("example.org")) == 4


def test_words_are_folded_and_put_together() -> None:
    assert words_of("  Åse   ØDEGÅRD ") == ["ase", "odegard"]
    assert words_of("(0) 22 33-44") == ["223344"]
    assert words_of("()") == []
    assert len(words_of("a b c d e f g h i j")) == 8


def test_a_word_becomes_pieces_and_patterns() -> None:
    assert pieces("berg") == ["ber", "erg"]
    assert pieces("be") == [" be"]
    assert pieces("b") == ["  b"]
    assert pieces("aaaa") == ["aaa"]
    assert patterns("50%_\\") == ["%50\\%\\_\\\\%"]
    assert patterns("be") == ["be%", "% be%"]
