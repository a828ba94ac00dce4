"""AdventureWorks, a real shop's three years, comes in whole, twice, in any order, and goes again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db.models import Count, Sum

from afterword.businesses.models import Business
from afterword.customers.models import Customer, MergeSuggestion, SourceKey
from afterword.imports.actions import undo_import
from afterword.sales.models import Product, Sale, SaleItem
from tests.imports.bringing import bring_in, counts, tables

YEARS = ("2017.csv", "2018.csv.gz", "2019.csv.gz")


@pytest.fixture
def files(shared_data: Path) -> Path:
    return shared_data / "adventureworks"


def bring_in_all(files: Path) -> list[int]:
    names = ["Customers.csv.gz", "Products.csv", *(f"Sales_{year}" for year in YEARS)]
    return [bring_in(files / f"AdventureWorks_{name}").pk for name in names]


def test_everybody_and_every_line_comes_in_and_twice_changes_nothing_and_undo_takes_it_back(
    business: Business, files: Path
) -> None:
    before = tables()
    runs = bring_in_all(files)
    assert Customer.objects.count() == 18_148
    assert Sale.objects.count() == 25_162
    assert SaleItem.objects.count() == 56_046
    assert Product.objects.count() == 293
    assert Sale.objects.filter(customer=None).count() == 0
    # The file names 17,411 buyers, but two of its orders name two each; an order belongs to the buyer of its first
    # line.
    assert Sale.objects.values("customer").distinct().count() == 17_410
    after = tables()
    again = bring_in_all(files)
    assert tables() == after
    for run_id in [*reversed(again), *reversed(runs)]:
        undo_import(run_id=run_id)
    assert tables() == before


def test_people_of_one_name_stay_two_people(business: Business, files: Path) -> None:
    bring_in(files / "AdventureWorks_Customers.csv.gz")
    shared = Customer.objects.values("name_key").annotate(people=Count("id")).filter(people__gt=1)
    assert sum(one["people"] - 1 for one in shared) >= 78
    assert MergeSuggestion.objects.count() == 0


def test_names_dates_and_addresses_are_as_a_person_would_write_them(business: Business, files: Path) -> None:
    bring_in(files / "AdventureWorks_Customers.csv.gz")
    keys = SourceKey.objects.filter(key__in=["11000", "11001"]).select_related("customer")
    people = {one.key: one.customer for one in keys}
    assert people["11000"].display_name == "Jon Yang"
    assert people["11000"].birth_on == date(1966, 4, 8)
    assert people["11001"].birth_on == date(1965, 5, 14)
    assert people["11000"].reach == 1
    assert people["11000"].search_text.startswith("jon yang jon24@adventure-works.com")


def test_dates_and_amounts_of_the_sales_are_right(business: Business, files: Path) -> None:
    bring_in(files / "AdventureWorks_Products.csv")
    bring_in(files / "AdventureWorks_Sales_2017.csv")
    first = Sale.objects.get(key="SO45080")
    assert first.sold_on == date(2017, 1, 1)
    item = SaleItem.objects.select_related("product").get(sale=first)
    assert item.product is not None
    assert item.product.key == "332"
    assert first.total_minor == item.product.price_minor == item.total_minor
    days = Sale.objects.values_list("sold_on", flat=True)
    assert (min(days), max(days)) == (date(2017, 1, 1), date(2017, 12, 31))
    total = Sale.objects.aggregate(total=Sum("total_minor"))["total"]
    assert total == SaleItem.objects.aggregate(total=Sum("total_minor"))["total"]


def test_the_workbook_says_the_same_as_the_text_file(business: Business, files: Path) -> None:
    bring_in(files / "AdventureWorks_Sales_2017.csv")
    before = tables()
    run = bring_in(files / "AdventureWorks_Sales_2017.xlsx")
    assert counts(run) == {"rows": 2_630, "customers_matched": 2_630, "sales_unchanged": 2_630}
    assert tables() == before


def test_sales_may_come_before_the_customers_and_products_they_speak_of(business: Business, files: Path) -> None:
    run = bring_in(files / "AdventureWorks_Sales_2017.csv")
    assert counts(run)["customers_added"] == 2_630
    buyer = SourceKey.objects.get(key="14657").customer
    assert buyer.display_name == "Customer 14657"
    assert buyer.reach == 0
    run = bring_in(files / "AdventureWorks_Customers.csv.gz")
    assert counts(run)["customers_matched"] == 2_630
    assert counts(run)["customers_added"] == 18_148 - 2_630
    assert Customer.objects.count() == 18_148
    buyer.refresh_from_db()
    assert buyer.display_name != "Customer 14657"
    assert buyer.reach == 1
    undo_import(run_id=run.pk)
    buyer.refresh_from_db()
    assert buyer.display_name == "Customer 14657"
    assert buyer.reach == 0


def test_prices_that_come_after_the_sales_still_count(business: Business, files: Path) -> None:
    bring_in(files / "AdventureWorks_Sales_2017.csv")
    assert Sale.objects.aggregate(total=Sum("total_minor"))["total"] == 0
    before = tables()
    run = bring_in(files / "AdventureWorks_Products.csv")
    late = Sale.objects.aggregate(total=Sum("total_minor"))["total"]
    assert late == SaleItem.objects.aggregate(total=Sum("total_minor"))["total"]
    assert Sale.objects.get(key="SO45080").total_minor == Product.objects.get(key="332").price_minor
    undo_import(run_id=run.pk)
    assert tables() == before
