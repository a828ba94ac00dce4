"""A file of products may say how long they last."""

from __future__ import annotations

from pathlib import Path

from afterword.businesses.models import Business
from afterword.imports.actions import undo_import
from afterword.sales.models import Product
from tests.imports.bringing import bring_in_text

HEADER = "SKU,Name,Price,Service months,Warranty months,Lasts days\n"


def known() -> list[tuple[object, ...]]:
    return list(Product.objects.order_by("sku").values_list("sku", "service_months", "warranty_months", "lasts_days"))


def test_intervals_come_in_with_the_products_and_go_back_with_the_file(business: Business, tmp_path: Path) -> None:
    bring_in_text(tmp_path, HEADER + "A,Watch,90.00,18,24,\nB,Polish,9.00,,,90\nC,Box,5.00,0,,\n")
    assert known() == [("A", 18, 24, None), ("B", None, None, 90), ("C", 0, None, None)]
    run = bring_in_text(tmp_path, HEADER + "A,Watch,90.00,12,,\n", name="later.csv")
    assert known()[0] == ("A", 12, 24, None)
    undo_import(run_id=run.pk)
    assert known()[0] == ("A", 18, 24, None)


def test_an_interval_that_cannot_be_is_listed_and_the_others_come_in(business: Business, tmp_path: Path) -> None:
    run = bring_in_text(tmp_path, HEADER + "A,Watch,90.00,18.5,,\nB,Clock,90.00,999,,\nC,Ring,90.00,6,,\n")
    assert known() == [("C", 6, None, None)]
    assert run.counts["problems"] == 2
