"""Bringing in: a file of customers and one of their five sales each, against bare inserts of the same rows.

Everything that an import does is measured: reading in the child process, matching, sales, events, and the plans that
react. The sales lie over the last three years, by date, so that the lines of one customer are far apart. ``--dirty``
writes what tills and people write: dates in two shapes, amounts with signs and separators, phone numbers every way,
names in capitals, rows told twice, buyers missing, and one row in a hundred that cannot be taken. The floor inserts
all rows that came to be, in every table, into bare tables with the same indexes.
"""

from __future__ import annotations

import argparse
import csv
import resource
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.db import models

from afterword.businesses.queries import local_today
from afterword.customers.models import Consent, ContactPoint, Customer, MergeSuggestion, SourceKey, Suppression
from afterword.followups.models import FollowUp, Rest
from afterword.imports.actions import preview, run_import, start_import
from afterword.imports.models import ImportProblem, ImportRun
from afterword.infra.tenancy import acting_for
from afterword.ops.bench.floors import insert_floor
from afterword.ops.bench.measured import Measured
from afterword.ops.bench.plan_bench import bench_business
from afterword.plans.models import Enrollment
from afterword.sales.models import Product, Sale, SaleItem
from afterword.timeline.models import EventRow

SALES_EACH = 5
SPREAD_DAYS = 3 * 365
WRITTEN: tuple[type[models.Model], ...] = (
    Customer,
    ContactPoint,
    SourceKey,
    Consent,
    Suppression,
    MergeSuggestion,
    Product,
    Sale,
    SaleItem,
    EventRow,
    Enrollment,
    FollowUp,
    Rest,
    ImportProblem,
)
_GIVEN = (
    "Ann",
    "Jon",
    "Maria",
    "Ola",
    "Kari",
    "Ruben",
    "Eugène",
    "Åse",
    "Zoë",
    "Peter",
    "Ingrid",
    "Lars",
    "Nora",
    "José",
)
_FAMILY = ("Berg", "Yang", "Huang", "Torres", "O'Brien", "Hansen", "Müller", "van der Berg", "Smith", "Ødegård", "Lund")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dirty", action="store_true", help="write the files as careless people and old tills do")


def measure(args: argparse.Namespace) -> Measured:
    """Write the files, bring them in by the real actions, then insert the same rows into bare tables."""
    business = bench_business()
    folder: Path = settings.AFTERWORD_HOME
    today = local_today(business)
    with acting_for(business.pk):
        files = [
            _write(folder / "customers.csv", _customers(args.customers, dirty=args.dirty)),
            _write(folder / "sales.csv", _sales(args.customers, today, dirty=args.dirty)),
        ]
        began = perf_counter()
        runs = [_bring_in(path) for path in files]
        seconds = perf_counter() - began
        # Taken before the floor, which holds rows of its own.
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        floor = sum(insert_floor(model, _columns(model)) for model in WRITTEN if model._default_manager.exists())
        written = sum(model._default_manager.count() for model in WRITTEN)
    counts = [run.counts for run in runs]
    return Measured(
        sum(one["rows"] for one in counts),
        seconds,
        floor,
        {
            "stored": written,
            "peak_mb": round(peak / 1024, 1),
            "problems": sum(one["problems"] for one in counts),
        },
    )


def _bring_in(path: Path) -> ImportRun:
    return run_import(run_id=start_import(preview=preview(path=path)).pk)


def _columns(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


def _write(path: Path, rows: Iterable[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def _customers(count: int, *, dirty: bool) -> Iterator[tuple[str, ...]]:
    yield ("Customer number", "First name", "Last name", "E-mail", "Phone", "Street", "Postal code", "City")
    for number in range(count):
        given, family = _GIVEN[number % len(_GIVEN)], f"{_FAMILY[number % len(_FAMILY)]}"
        email = f"{given}.{number}@example.org"
        phone = f"+47{40_000_000 + number % 9_000_000}"
        row = (
            str(10_000 + number),
            given,
            family,
            email,
            phone,
            f"Storgata {number % 900}",
            f"{number % 9000 + 1000}",
            "Oslo",
        )
        yield _carelessly(row, number) if dirty else row


def _carelessly(row: tuple[str, ...], number: int) -> tuple[str, ...]:
    key, given, family, email, phone, street, code, city = row
    if number % 100 == 99:
        email = f"{given} at example"
    if number % 3 == 0:
        given, family = given.upper(), family.upper()
    local = phone[3:]
    phone = (
        f"0047 {local[:3]} {local[3:5]} {local[5:]}",
        f"{local[:2]} {local[2:4]} {local[4:6]} {local[6:]}",
        f"({local})",
        "",
    )[number % 4]
    email = f" {email.upper()} " if number % 5 == 0 else email
    return key, f" {given}", family, email, phone, street, code, city if number % 7 else "n/a"


def _sales(customers: int, today: date, *, dirty: bool) -> Iterator[tuple[str, ...]]:
    yield ("Order number", "Order date", "Customer number", "Product", "Quantity", "Price")
    total = customers * SALES_EACH
    for number in range(total):
        day = today - timedelta(days=SPREAD_DAYS - 1 - number * SPREAD_DAYS // total)
        buyer = str(10_000 + (number * 7919) % customers)
        price = f"{number % 400 + 5}.50"
        row = (f"A{number}", day.isoformat(), buyer, f"Thing {number % 300}", str(number % 3 + 1), price)
        if not dirty:
            yield row
            continue
        careless = _careless_sale(row, day, number)
        yield careless
        if number % 50 == 0:
            yield careless


def _careless_sale(row: tuple[str, ...], day: date, number: int) -> tuple[str, ...]:
    key, _, buyer, product, quantity, price = row
    written = f"{day:%m/%d/%Y}" if day.day > 12 or number % 2 else f"{day.month}/{day.day}/{day.year}"
    if number % 100 == 99:
        written = "31/31/2024"
    if number % 9 == 0:
        buyer = ""
    elif number % 4 == 0:
        buyer = f"{buyer}.0"
    if number % 6 == 0:
        price = f"${int(float(price)) + 1000:,}.50 "
    if number % 40 == 0:
        quantity = f"-{quantity}"
    return key, written, buyer, f"  {product.upper()}" if number % 8 == 0 else product, quantity, price
