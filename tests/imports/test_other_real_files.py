"""Other real files: a big dirty one, one without headings, and lists that say who wants no mail."""

from __future__ import annotations

import csv
import gzip
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Sum

from afterword.businesses.models import Business
from afterword.customers.models import Customer, SourceKey, Suppression
from afterword.imports.models import ImportProblem
from afterword.sales.models import Sale, SaleItem
from tests.imports.bringing import bring_in, counts, tables

RETAIL = "retail_online_uci/online_retail_2010-12-01_to_2011-08-31.csv.gz"


def test_every_line_of_the_big_dirty_file_is_recorded_or_listed_and_the_sums_agree(
    business: Business, shared_data: Path
) -> None:
    told, lines, buyers = Decimal(0), 0, set()
    with gzip.open(shared_data / RETAIL, "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            lines += 1
            told += int(row["Quantity"]) * round(Decimal(row["UnitPrice"]), 2)
            if row["CustomerID"]:
                buyers.add(row["CustomerID"].removesuffix(".0"))
    run = bring_in(shared_data / RETAIL)
    listed = ImportProblem.objects.filter(run=run).count()
    assert lines == counts(run)["rows"] == 320_705
    assert SaleItem.objects.count() + listed == lines
    assert listed == 0
    assert SaleItem.objects.aggregate(total=Sum("total_minor"))["total"] == int(told * 100)
    assert Sale.objects.aggregate(total=Sum("total_minor"))["total"] == int(told * 100)
    assert set(SourceKey.objects.values_list("key", flat=True)) == buyers
    assert Sale.objects.filter(total_minor__lt=0, status="paid").count() == 0


def test_a_file_without_headings_comes_in_with_a_mapping(business: Business, shared_data: Path) -> None:
    path = shared_data / "cdnow" / "CDNOW_sample.txt"
    pairs = {"1": "customer_key", "3": "sold_at", "4": "quantity", "5": "line_total"}
    run = bring_in(path, pairs=pairs)
    rows = [line.split() for line in path.read_text().splitlines()]
    assert counts(run)["sales_added"] == len(rows) == 6_919
    assert Customer.objects.count() == 2_357
    assert Sale.objects.aggregate(total=Sum("total_minor"))["total"] == sum(
        round(Decimal(row[4]) * 100) for row in rows
    )
    before = tables()
    assert counts(bring_in(path, pairs=pairs))["sales_unchanged"] == 6_919
    assert tables() == before


@pytest.mark.parametrize(
    ("shop", "people", "orders", "lines", "total"),
    [
        ("northwind", 93, ("Orders", 830), ("OrderDetails", 2_155), None),
        ("chinook", 59, ("Invoice", 412), ("InvoiceLine", 2_240), 232_860),
    ],
)
def test_people_orders_and_lines_in_files_of_their_own_find_each_other(
    business: Business,
    shared_data: Path,
    shop: str,
    people: int,
    orders: tuple[str, int],
    lines: tuple[str, int],
    total: int | None,
) -> None:
    folder = shared_data / "northwind_chinook" / shop
    customers = next(iter(folder.glob("Customer*.csv")))
    assert counts(bring_in(customers))["customers_added"] == people
    for name, _ in (orders, lines):
        assert "problems" not in counts(bring_in(folder / f"{name}.csv"))
    assert Customer.objects.count() == people
    assert Sale.objects.count() == orders[1]
    assert SaleItem.objects.count() == lines[1]
    of_items = SaleItem.objects.aggregate(total=Sum("total_minor"))["total"]
    assert Sale.objects.aggregate(total=Sum("total_minor"))["total"] == of_items
    assert total is None or of_items == total
    before = tables()
    for path in (customers, folder / f"{orders[0]}.csv", folder / f"{lines[0]}.csv"):
        bring_in(path)
    assert tables() == before


def test_who_unsubscribed_in_a_mailing_tool_is_never_reached_by_mail(business: Business, shared_data: Path) -> None:
    refused = 0
    for path in sorted((shared_data / "mailing_tools").rglob("*.csv")):
        if "unsubscribe" in path.name.lower() or "cleaned" in path.name.lower():
            bring_in(path, kind="customers")
            refused += 1
    if not refused:
        pytest.skip("no unsubscribed lists among the mailing tools' files")
    assert Suppression.objects.exists()
    assert not Customer.objects.filter(reach__in=[1, 3, 5, 7]).exists()
