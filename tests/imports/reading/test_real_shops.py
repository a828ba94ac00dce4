"""Real shops' files from bytes to records: nobody lost, nothing doubled, dates and sums right."""

import csv
import gzip
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from afterword.domain.importing.guessing import guess_mapping, mapping_from_pairs
from afterword.domain.importing.records import Problem, Settings, compile_converter
from afterword.domain.importing.statuses import SaleStatus
from afterword.imports.reading import inspect, rows

DATA = Path(__file__).parents[4] / "shared" / "data"
SHOP = DATA / "adventureworks"
needs_shop = pytest.mark.skipif(not SHOP.is_dir(), reason="../shared/data/adventureworks is not here")


def brought_in(
    path: Path, pairs: dict[str, str] | None = None, currency: str = "USD"
) -> tuple[list[Any], list[Problem]]:
    reading = inspect(path)
    if pairs:
        mapping = mapping_from_pairs(reading.header, reading.sample or [], pairs)
    else:
        mapping = guess_mapping(reading.header, reading.sample or [])
    convert = compile_converter(mapping, Settings(currency, date(2026, 11, 22)))
    records: list[Any] = []
    problems: list[Problem] = []
    for batch in rows(path, reading):
        more, bad = convert(batch)
        records += more
        problems += bad
    return records, problems


@needs_shop
def test_every_customer_of_adventureworks_comes_in() -> None:
    people, problems = brought_in(SHOP / "AdventureWorks_Customers.csv.gz")
    assert problems == []
    assert len({one.key for one in people}) == len(people) == 18_148
    assert (people[0].given_name, people[0].birth_date) == ("JON", date(1966, 4, 8))
    assert people[1].birth_date == date(1965, 5, 14)
    assert all(one.email.endswith("@adventure-works.com") for one in people)


@needs_shop
def test_three_years_of_sales_have_every_order_on_its_day() -> None:
    lines: list[Any] = []
    for name in ("2017.csv", "2018.csv.gz", "2019.csv.gz"):
        more, problems = brought_in(SHOP / f"AdventureWorks_Sales_{name}")
        assert problems == []
        lines += more
    assert len(lines) == 56_046
    assert len({line.sale_key for line in lines}) == 25_162
    assert len({line.buyer.key for line in lines}) == 17_411
    days = [line.sold_on for line in lines]
    # The shop writes its sales in order, without a day left out.
    assert days == sorted(days)
    assert {b - a for a, b in zip(sorted(set(days)), sorted(set(days))[1:], strict=False)} == {timedelta(days=1)}


@needs_shop
def test_days_and_months_that_a_spreadsheet_swapped_are_turned_back() -> None:
    from_csv, _ = brought_in(SHOP / "AdventureWorks_Sales_2017.csv")
    from_workbook, problems = brought_in(SHOP / "AdventureWorks_Sales_2017.xlsx")
    assert problems == []
    assert from_workbook == from_csv


@pytest.mark.skipif(not (DATA / "retail_online_uci").is_dir(), reason="../shared/data/retail_online_uci is not here")
def test_a_big_dirty_file_comes_in_to_the_last_line_and_penny() -> None:
    (path,) = (DATA / "retail_online_uci").glob("*.csv.gz")
    records, problems = brought_in(path, currency="GBP")
    quantity = refunds = nobody = 0
    total = Decimal(0)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            quantity += int(row["Quantity"])
            exact = int(row["Quantity"]) * Decimal(row["UnitPrice"])
            total += exact.quantize(Decimal("0.01"))
            refunds += row["InvoiceNo"].startswith("C")
            nobody += not row["CustomerID"]
    assert len(records) + len(problems) == 320_705
    assert problems == []
    assert sum(line.quantity_milli for line in records) == quantity * 1000
    assert sum(line.line_total_minor for line in records) == int(total * 100)
    assert sum(1 for line in records if line.sale_key.startswith("C") and line.status is SaleStatus.REFUNDED) == refunds
    assert Counter(bool(line.buyer and line.buyer.key) for line in records)[False] == nobody


@pytest.mark.skipif(not (DATA / "cdnow").is_dir(), reason="../shared/data/cdnow is not here")
def test_a_file_without_header_comes_in_with_a_mapping() -> None:
    pairs = {"1": "customer_key", "3": "sold_at", "4": "quantity", "5": "sale_total"}
    records, problems = brought_in(DATA / "cdnow" / "CDNOW_sample.txt", pairs)
    assert problems == []
    assert (len(records), len({line.buyer.key for line in records})) == (6_919, 2_357)
    assert records[0].sale_total_minor == 2_933


@pytest.mark.skipif(not (DATA / "mailing_tools").is_dir(), reason="../shared/data/mailing_tools is not here")
@pytest.mark.parametrize(
    ("name", "refused", "rows_in"),
    [
        ("mg-mailchimp-members/unsubscribed.csv", 5, 5),
        ("mg-mailchimp-members/cleaned.csv", 5, 5),
        ("mg-mailchimp-members/subscribed.csv", 0, 5),
        ("mg-tinynews-members/subs-v2.csv", 1, 2),
        ("mg-tinynews-members/subs-v1.csv", 1, 3),
    ],
)
def test_opt_outs_of_mailing_tools_survive(name: str, refused: int, rows_in: int) -> None:
    people, problems = brought_in(DATA / "mailing_tools" / name)
    assert (len(people), problems) == (rows_in, [])
    assert sum(one.accepts_email is False for one in people) == refused


@pytest.mark.skipif(not (DATA / "shopify").is_dir(), reason="../shared/data/shopify is not here")
def test_shopify_orders_keep_their_buyer_on_every_line() -> None:
    lines, problems = brought_in(DATA / "shopify" / "ltv-cohort-kit" / "shopify_orders_sample.csv")
    assert problems == []
    assert all(line.sold_at for line in lines)
    assert {line.sale_key for line in lines if line.buyer is None} == {"#1020", "#1043", "#1075", "#1085", "#1100"}
    assert len({line.sale_key for line in lines}) == 127
