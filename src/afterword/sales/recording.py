"""Lines become sales: grouped under their order, matched with what is stored, written a batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from afterword.businesses.models import Business
from afterword.customers.people import as_day, rows, values_clause
from afterword.domain.civil import local_moment
from afterword.infra.bulk import ids_clause, insert_rows, reserve_ids, stored_day, stored_moment
from afterword.infra.tenancy import current_business_id
from afterword.sales.models import Sale, SaleItem
from afterword.sales.numbering import NumberedLine
from afterword.sales.products import NoteChange, ProductRef, Shelf
from afterword.timeline.actions import record
from afterword.timeline.catalogue import SaleRecorded

NOON = time(12, 0)


class SalesRecorded(NamedTuple):
    """What became of a batch of lines. ``unchanged`` are the keys of sales that were there just so."""

    added: int
    changed: int
    unchanged: list[str]
    items_added: int
    items_changed: int
    products_added: int
    #: Lines of orders whose date nobody has told yet.
    homeless: list[NumberedLine]
    #: New sales that name no buyer.
    without_buyer: int
    #: Keys of sales whose lines name two buyers: whoever was named first has bought.
    contested: list[str]


class StoredSale(NamedTuple):
    """A sale as it stands in the table."""

    key: str
    id: int
    customer_id: int | None
    sold_on: date
    total_minor: int
    currency: str
    status: str
    import_run_id: int | None


class _Group:
    """The lines of one sale in this batch."""

    __slots__ = ("customer_id", "is_contested", "lines", "stored")

    def __init__(self, stored: StoredSale | None) -> None:
        self.lines: list[NumberedLine] = []
        self.customer_id: int | None = None
        self.is_contested = False
        self.stored = stored

    def add(self, line: NumberedLine, customer_id: int | None) -> None:
        """One more line, and whom it names: the first buyer that is named counts, who is stored before all."""
        self.lines.append(line)
        if customer_id is None:
            return
        if self.customer_id is None:
            self.customer_id = customer_id
        bought = self.stored.customer_id if self.stored is not None else None
        if customer_id != (bought or self.customer_id):
            self.is_contested = True


def record_sales(
    *,
    lines: Sequence[NumberedLine],
    customer_ids: Sequence[int | None],
    shelf: Shelf,
    source: str,
    import_run_id: int | None = None,
    note_change: NoteChange | None = None,
) -> SalesRecorded:
    """Write these lines under their sales; ``customer_ids`` says for each line who bought.

    A sale that is known keeps its key and grows by the lines that it lacks; a line that stands there otherwise is
    corrected. Each new sale, and each that gets its buyer only now, is announced as ``SaleRecorded``, and other rooms
    react before this returns. Needs a transaction around it.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record_sales() needs a transaction around it.")
    return _Recording(shelf, source, import_run_id, note_change).run(lines, customer_ids)


class _Recording:
    def __init__(self, shelf: Shelf, source: str, import_run_id: int | None, note_change: NoteChange | None) -> None:
        self.business_id = current_business_id()
        self.shelf, self.source, self.import_run_id = shelf, source, import_run_id
        self.note: NoteChange = note_change or (lambda table, row_id, fields: None)
        self.sales: list[tuple[Any, ...]] = []
        self.items: list[tuple[Any, ...]] = []
        self.events: list[SaleRecorded] = []
        self.changed = 0
        self.items_changed = 0
        self.unchanged: list[str] = []
        self.moments: dict[Any, datetime] = {}

    def run(self, lines: Sequence[NumberedLine], customer_ids: Sequence[int | None]) -> SalesRecorded:
        products_added = self._fetch_products(lines)
        groups = self._groups(lines, customer_ids)
        new, old, homeless = [], [], []
        for key, group in groups.items():
            if group.stored is not None:
                old.append(group)
            elif any(line.record.sold_on for line in group.lines):
                new.append((key, group))
            else:
                homeless += group.lines
        self.zone = ZoneInfo(Business.objects.values_list("timezone", flat=True).get(pk=self.business_id))
        if new:
            for sale_id, (key, group) in zip(reserve_ids(Sale, len(new)), new, strict=True):
                self._add(sale_id, key, group)
        if old:
            known = self._known_items([group.stored.id for group in old if group.stored])
            for group in old:
                assert group.stored is not None
                self._grow(group.stored, group, known.get(group.stored.id, {}))
        self._write()
        record(self.events)
        return SalesRecorded(
            added=len(new),
            changed=self.changed,
            unchanged=self.unchanged,
            items_added=len(self.items),
            items_changed=self.items_changed,
            products_added=products_added,
            homeless=homeless,
            without_buyer=sum(group.customer_id is None for _, group in new),
            contested=[key for key, group in groups.items() if group.is_contested],
        )

    def _fetch_products(self, lines: Sequence[NumberedLine]) -> int:
        refs: dict[tuple[str, str, str], None] = {}
        for line in lines:
            one = line.record
            if one.product_key or one.product_sku or one.product_name:
                refs[one.product_key, one.product_sku, one.product_name] = None
        return self.shelf.fetch([ProductRef(*ref) for ref in refs])

    def _groups(self, lines: Sequence[NumberedLine], customer_ids: Sequence[int | None]) -> dict[str, _Group]:
        keys = {line.sale_key for line in lines}
        stored = self._stored(sorted(keys))
        groups: dict[str, _Group] = {}
        for line, customer_id in zip(lines, customer_ids, strict=True):
            group = groups.get(line.sale_key)
            if group is None:
                group = groups[line.sale_key] = _Group(stored.get(line.sale_key))
            group.add(line, customer_id)
        return groups

    def _stored(self, keys: list[str]) -> dict[str, StoredSale]:
        clause, values = values_clause("key", keys)
        found = rows(
            "SELECT key, id, customer_id, sold_on, total_minor, currency, status, import_run_id"
            f" FROM {Sale._meta.db_table} WHERE business_id = %s AND source = %s AND {clause}",
            [self.business_id, self.source, *values],
        )
        return {
            row[0]: StoredSale(row[0], row[1], row[2], as_day(row[3]), row[4], row[5], row[6], row[7]) for row in found
        }

    def _known_items(self, sale_ids: list[int]) -> dict[int, dict[str, tuple[Any, ...]]]:
        clause, values = ids_clause("sale_id", sale_ids)
        known: dict[int, dict[str, tuple[Any, ...]]] = {}
        for sale_id, line_key, *item in rows(
            "SELECT sale_id, line_key, id, product_id, name, quantity_milli, unit_price_minor, total_minor"
            f" FROM {SaleItem._meta.db_table} WHERE business_id = %s AND {clause}",
            [self.business_id, *values],
        ):
            known.setdefault(sale_id, {})[line_key] = tuple(item)
        return known

    # ---- one sale

    def _add(self, sale_id: int, key: str, group: _Group) -> None:
        first = next(line.record for line in group.lines if line.record.sold_on)
        assert first.sold_on is not None
        items = self._distinct_items(group.lines)
        total = 0
        for line_key, item in items.items():
            total += item[4]
            self.items.append((self.business_id, sale_id, line_key, *item, self.import_run_id))
        whole = next(
            (line.record.sale_total_minor for line in group.lines if line.record.sale_total_minor is not None), None
        )
        if whole is not None:
            total = whole
        status = _status(group.lines)
        moment = self._moment(first.sold_on, first.sold_at)
        self.sales.append(
            (
                sale_id, self.business_id, self.source, key, group.customer_id, stored_day(first.sold_on),
                stored_moment(moment) if first.sold_at else None, total, first.currency, status, first.served_by,
                self.import_run_id,
            )
        )  # fmt: skip
        self._announce(sale_id, group.customer_id, first.sold_on, moment, total, first.currency)

    def _distinct_items(self, lines: Sequence[NumberedLine]) -> dict[str, tuple[Any, ...]]:
        """(product, name, quantity, unit price, total) by line key.

        Some tills use a line number twice for different things: the second becomes "3~2". The very same line told
        twice is one.
        """
        if len(lines) == 1:
            return {} if _is_heading(lines[0]) else {lines[0].line_key: self._item(lines[0])}
        items: dict[str, tuple[Any, ...]] = {}
        for line in lines:
            if _is_heading(line):
                continue
            item = self._item(line)
            key, number = line.line_key, 1
            while items.get(key, item) != item:
                number += 1
                key = f"{line.line_key[:74]}~{number}"
            items[key] = item
        return items

    def _item(self, line: NumberedLine) -> tuple[Any, ...]:
        one = line.record
        product_id, price = None, one.unit_price_minor
        total = one.line_total_minor
        if one.product_key or one.product_sku or one.product_name:
            product_id, shelf_price, currency = self.shelf.known[
                ProductRef(one.product_key, one.product_sku, one.product_name)
            ]
            if price is None and total is None and shelf_price is not None and currency in (one.currency, ""):
                price = shelf_price
        if total is None:
            if price is not None:
                total = (price * one.quantity_milli + 500) // 1000 - abs(one.discount_minor or 0)
            elif product_id is None:
                total = one.sale_total_minor or 0
            else:
                total = 0
        return product_id, one.product_name, one.quantity_milli, price, total

    def _grow(self, stored: StoredSale, group: _Group, known: dict[str, tuple[Any, ...]]) -> None:
        """Add the lines that a known sale lacks and correct those that stand there otherwise."""
        told = self._distinct_items(group.lines)
        before = sum(item[5] for item in known.values())
        difference = 0
        touched = False
        for line_key, item in told.items():
            there = known.get(line_key)
            if there is None:
                self.items.append((self.business_id, stored.id, line_key, *item, self.import_run_id))
                difference += item[4]
                touched = True
            elif self._is_correction(there, item):
                difference += item[4] - there[5]
                self._correct_item(there, item)
                touched = True
        whole = next(
            (line.record.sale_total_minor for line in group.lines if line.record.sale_total_minor is not None), None
        )
        total = stored.total_minor
        if whole is not None:
            total = whole
        elif before == stored.total_minor:
            # Where the two differ, the source has told the total of the whole, with postage, taxes or discounts.
            total += difference
        news: dict[str, list[Any]] = {}
        if total != stored.total_minor:
            news["total_minor"] = [stored.total_minor, total]
        status = _status(group.lines)
        if status != stored.status and (status != "paid" or total >= 0):
            news["status"] = [stored.status, status]
        if stored.customer_id is None and group.customer_id is not None:
            news["customer_id"] = [None, group.customer_id]
        if news:
            self._correct_sale(stored, news)
        if stored.import_run_id != self.import_run_id or self.import_run_id is None:
            if touched or news:
                self.changed += 1
            else:
                self.unchanged.append(stored.key)

    @staticmethod
    def _is_correction(there: tuple[Any, ...], item: tuple[Any, ...]) -> bool:
        """Whether the file says otherwise; a line that names no product or price says nothing about these."""
        return (
            (item[0] is not None and item[0] != there[1])
            or (item[1] != "" and item[1] != there[2])
            or item[2] != there[3]
            or (item[3] is not None and item[3] != there[4])
            or (item[4] != there[5] and not (item[3] is None and item[4] == 0))
        )

    def _correct_item(self, there: tuple[Any, ...], item: tuple[Any, ...]) -> None:
        names = ("product_id", "name", "quantity_milli", "unit_price_minor", "total_minor")
        news = {
            name: [old, new]
            for name, old, new in zip(names, there[1:], item, strict=True)
            if old != new and new not in (None, "")
        }
        self.items_changed += 1
        self._update(SaleItem._meta.db_table, there[0], news)

    def _correct_sale(self, stored: StoredSale, news: dict[str, list[Any]]) -> None:
        self._update(Sale._meta.db_table, stored.id, news)
        if "customer_id" in news:
            moment = self._moment(stored.sold_on, None)
            total = news.get("total_minor", [0, stored.total_minor])[1]
            self._announce(stored.id, news["customer_id"][1], stored.sold_on, moment, total, stored.currency)

    def _update(self, table: str, row_id: int, news: dict[str, list[Any]]) -> None:
        self.note(table, row_id, news)
        settings = ", ".join(f"{name} = %s" for name in news)
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET {settings} WHERE business_id = %s AND id = %s",
                [*(after for _, after in news.values()), self.business_id, row_id],
            )

    def _moment(self, sold_on: date, sold_at: datetime | None) -> datetime:
        """The moment of the sale in UTC; noon at the business where the file gives no time."""
        asked = sold_at or sold_on
        moment = self.moments.get(asked)
        if moment is None:
            if sold_at is not None and sold_at.tzinfo is not None:
                moment = sold_at.astimezone(UTC)
            else:
                moment = local_moment(sold_on, sold_at.time() if sold_at else NOON, self.zone)
            self.moments[asked] = moment
        return moment

    def _announce(
        self, sale_id: int, customer_id: int | None, sold_on: date, at: datetime, total: int, currency: str
    ) -> None:
        self.events.append(
            SaleRecorded(
                customer_id=customer_id, subject_id=sale_id, at=at, import_run_id=self.import_run_id,
                sold_on=sold_on, total_minor=total, currency=currency,
            )
        )  # fmt: skip

    def _write(self) -> None:
        if self.sales:
            insert_rows(
                Sale,
                (
                    "id", "business_id", "source", "key", "customer_id", "sold_on", "sold_at", "total_minor",
                    "currency",
                    "status", "served_by", "import_run_id",
                ),
                self.sales,
            )  # fmt: skip
        if self.items:
            insert_rows(
                SaleItem,
                (
                    "business_id", "sale_id", "line_key", "product_id", "name", "quantity_milli", "unit_price_minor",
                    "total_minor", "import_run_id",
                ),
                self.items,
            )  # fmt: skip


def _is_heading(line: NumberedLine) -> bool:
    """Whether it tells of an order as a whole and of no thing sold: the order's lines may lie in another file."""
    one = line.record
    return bool(one.sale_key) and not (
        one.product_key
        or one.product_sku
        or one.product_name
        or one.unit_price_minor is not None
        or one.line_total_minor is not None
    )


def _status(lines: Sequence[NumberedLine]) -> str:
    """Refunded or cancelled only where every line says so: one returned thing does not undo the sale."""
    found = {line.record.status for line in lines}
    return str(found.pop()) if len(found) == 1 else "paid"
