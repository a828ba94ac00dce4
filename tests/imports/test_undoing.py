"""Undo puts everything back, and keeps what people have done."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from afterword.businesses.models import Business
from afterword.customers.actions import merge_customers
from afterword.customers.models import Customer, SourceKey
from afterword.followups.models import FollowUp
from afterword.imports.actions import ImportRefused, undo_import
from afterword.sales.models import Sale
from tests.imports.bringing import bring_in_text, tables

HEADER = "Order number,Order date,Customer number,First name,Last name,Email,Product,Quantity,Price\n"


def recent_sales(count: int) -> str:
    day = timezone.localdate() - timedelta(days=2)
    return HEADER + "".join(
        f"A{n},{day.isoformat()},{n},Ann{n},Berg{n},ann{n}@example.org,Rose,1,{n + 1}.00\n" for n in range(count)
    )


def test_follow_ups_that_came_of_it_go_with_it(business: Business, tmp_path: Path) -> None:
    before = tables()
    run = bring_in_text(tmp_path, recent_sales(30))
    assert FollowUp.objects.count() >= 30
    undone = undo_import(run_id=run.pk)
    assert undone.kept == 0
    assert tables() == before


def test_what_a_person_has_done_stays_with_its_sale_and_customer(business: Business, tmp_path: Path) -> None:
    run = bring_in_text(tmp_path, recent_sales(5))
    done = FollowUp.objects.order_by("id")[0]
    FollowUp.objects.filter(pk=done.pk).update(state="done", note="She loved them.", closed_at=timezone.now())
    undone = undo_import(run_id=run.pk)
    assert undone.kept == 1
    assert Customer.objects.get().pk == done.customer_id
    assert Sale.objects.get().pk == done.sale_id
    assert FollowUp.objects.filter(pk=done.pk, state="done").exists()


def test_a_customer_whom_a_later_import_tells_of_stays_until_that_goes_too(business: Business, tmp_path: Path) -> None:
    before = tables()
    people = bring_in_text(
        tmp_path, "Customer number,First name,Last name,Email\n0,Ann,Berg,ann@example.org\n1,Tom,Moe,\n"
    )
    sales = bring_in_text(
        tmp_path, "Order number,Order date,Customer number,Product,Price\nA1,2020-05-01,0,Rose,5\n", "s.csv"
    )
    assert undo_import(run_id=people.pk).kept == 1
    assert Sale.objects.get().customer_id == SourceKey.objects.get().customer_id
    assert Customer.objects.count() == 1
    undo_import(run_id=sales.pk)
    assert tables()["sales_sale"] == before["sales_sale"]


def test_an_import_is_undone_once(business: Business, tmp_path: Path) -> None:
    run = bring_in_text(tmp_path, recent_sales(2))
    undo_import(run_id=run.pk)
    with pytest.raises(ImportRefused, match="already"):
        undo_import(run_id=run.pk)
    with pytest.raises(ImportRefused, match="no import"):
        undo_import(run_id=run.pk + 1_000)


def test_merged_customers_survive_the_undo_of_what_brought_one_of_them(business: Business, tmp_path: Path) -> None:
    bring_in_text(tmp_path, "Customer number,First name,Last name,Email\n1,Ann,Berg,ann@example.org\n")
    run = bring_in_text(
        tmp_path, "Customer number,First name,Last name,Email\n9,Annie,Berg,annie@example.org\n", "more.csv"
    )
    first, second = Customer.objects.order_by("id")
    merge_customers(keep_id=first.pk, other_id=second.pk)
    undo_import(run_id=run.pk)
    first.refresh_from_db()
    assert first.merged_into_id is None
    assert SourceKey.objects.filter(customer=first).count() == 1


def test_touches_planned_because_an_import_told_an_address_go_with_it(business: Business, tmp_path: Path) -> None:
    day = (timezone.localdate() - timedelta(days=2)).isoformat()
    bring_in_text(tmp_path, f"Order number,Order date,Customer number,Product,Price\nA1,{day},7,Rose,5\n", "s.csv")
    assert FollowUp.objects.count() == 0
    before = tables()
    people = bring_in_text(tmp_path, "Customer number,First name,Last name,Email\n7,Ann,Berg,ann@example.org\n")
    assert FollowUp.objects.filter(state="open").count() == 2
    undo_import(run_id=people.pk)
    assert tables() == before


def test_what_is_at_stake_follows_prices_that_come_later_and_goes_back_with_them(
    business: Business, tmp_path: Path
) -> None:
    day = (timezone.localdate() - timedelta(days=2)).isoformat()
    bring_in_text(
        tmp_path, f"Order number,Order date,Email,SKU,Quantity\nA1,{day},ann@example.org,R1,3\n", "s.csv", kind="sales"
    )
    assert set(FollowUp.objects.values_list("value_minor", flat=True)) == {0}
    before = tables()
    prices = bring_in_text(tmp_path, "SKU,Product name,Price\nR1,Rose,5.00\n", "p.csv", kind="products")
    assert Sale.objects.get().total_minor == 1_500
    assert set(FollowUp.objects.values_list("value_minor", flat=True)) == {1_500}
    undo_import(run_id=prices.pk)
    assert tables() == before
