"""Sales that came in before the prices of what they sold: their lines are worked out as soon as the price is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection

from afterword.customers.people import rows
from afterword.infra.bulk import ids_clause, in_batches
from afterword.infra.tenancy import current_business_id
from afterword.sales.models import Sale, SaleItem

NoteChange = Callable[[str, int, dict[str, list[Any]]], None]
_ITEMS, _SALES = SaleItem._meta.db_table, Sale._meta.db_table


def price_items(*, prices: Mapping[int, tuple[int, str]], note_change: NoteChange | None = None) -> int:
    """Give lines without any price that of their product; ``prices`` is (minor units, currency) by product.

    Only lines in the price's currency; the totals of their sales follow. Returns how many lines were priced.
    """
    if not prices:
        return 0
    clause, values = ids_clause("i.product_id", list(prices))
    found = rows(
        f"SELECT i.id, i.sale_id, i.product_id, i.quantity_milli, s.currency FROM {_ITEMS} i"
        f" JOIN {_SALES} s ON s.business_id = i.business_id AND s.id = i.sale_id"
        f" WHERE i.business_id = %s AND i.unit_price_minor IS NULL AND i.total_minor = 0 AND {clause}",
        [current_business_id(), *values],
    )
    priced = [row for row in found if prices[row[2]][1] in (row[4], "")]
    for batch in in_batches(priced, 10_000):
        _price(batch, prices, note_change)
    return len(priced)


def _price(batch: list[tuple[Any, ...]], prices: Mapping[int, tuple[int, str]], note_change: NoteChange | None) -> None:
    business_id = current_business_id()
    gains: dict[int, int] = defaultdict(int)
    updates = []
    for item_id, sale_id, product_id, quantity, _ in batch:
        price = prices[product_id][0]
        total = (price * quantity + 500) // 1000
        gains[sale_id] += total
        updates.append((price, total, business_id, item_id))
        if note_change is not None:
            note_change(_ITEMS, item_id, {"unit_price_minor": [None, price], "total_minor": [0, total]})
    clause, values = ids_clause("s.id", list(gains))
    # A sale whose source told its total keeps that.
    summed = rows(
        f"SELECT s.id, s.total_minor FROM {_SALES} s"
        f" JOIN {_ITEMS} i ON i.business_id = s.business_id AND i.sale_id = s.id"
        f" WHERE s.business_id = %s AND {clause}"
        " GROUP BY s.id, s.total_minor HAVING SUM(i.total_minor) = s.total_minor",
        [business_id, *values],
    )
    grown = [(total + gains[sale_id], business_id, sale_id) for sale_id, total in summed if gains[sale_id]]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {_ITEMS} SET unit_price_minor = %s, total_minor = %s WHERE business_id = %s AND id = %s", updates
        )
        cursor.executemany(f"UPDATE {_SALES} SET total_minor = %s WHERE business_id = %s AND id = %s", grown)
    if note_change is not None:
        for total, _, sale_id in grown:
            note_change(_SALES, sale_id, {"total_minor": [total - gains[sale_id], total]})
