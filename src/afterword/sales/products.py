"""Products come in from their own files and with the lines that sell them; a shelf remembers those at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db import connection

from afterword.customers.people import rows, values_clause
from afterword.domain.importing.records import ProductRecord
from afterword.domain.matching import search_key
from afterword.infra.bulk import insert_rows, reserve_ids
from afterword.infra.tenancy import current_business_id
from afterword.sales.models import Product
from afterword.sales.pricing import price_items

NoteChange = Callable[[str, int, dict[str, list[Any]]], None]
TABLE = "sales_product"
_NUMBERS = ("price_minor", "service_months", "warranty_months", "lasts_days")
_UNKNOWN = (None,) * len(_NUMBERS)
_FIELDS = ("sku", "name", "category", "currency", *_NUMBERS)
#: What a product is called of which we know a source's number only.
NUMBERED = "Product {key}"
_REMEMBERED = 50_000


class ProductRef(NamedTuple):
    """How a line of a sale names a product; any part may be empty."""

    key: str
    sku: str
    name: str


class Shelved(NamedTuple):
    """A product at hand: its id, and its price in minor units of ``currency`` where it has one."""

    product_id: int
    price_minor: int | None
    currency: str


class ProductsRecorded(NamedTuple):
    """How many were new, how many got other details, and how many stayed as they were."""

    added: int
    changed: int
    unchanged: int


def product_key(ref: ProductRef) -> str:
    """The key under which a product is kept: its own, else its SKU, else its folded name."""
    return ref.key or ref.sku or (f"name:{search_key(ref.name)}"[:200] if ref.name else "")


def record_products(
    *,
    records: Sequence[ProductRecord],
    source: str,
    import_run_id: int | None = None,
    note_change: NoteChange | None = None,
) -> ProductsRecorded:
    """Add these products or take over their newer details; what a record leaves empty stays as it is.

    ``note_change`` is told the table, the row and {field: [before, after]}. Needs a transaction around it.
    """
    wanted: dict[str, dict[str, Any]] = {}
    for one in records:
        told = wanted.setdefault(product_key(ProductRef(one.key, one.sku, one.name)), dict.fromkeys(_FIELDS))
        for field in _FIELDS:
            value = getattr(one, field)
            if value is not None and value != "":
                told[field] = value
    stored = _stored(source, list(wanted))
    new = [(key, told) for key, told in wanted.items() if key not in stored]
    _insert(source, import_run_id, [(key, *_complete(told)) for key, told in new])
    known = {key: told for key, told in wanted.items() if key in stored}
    changed = sum(_change(stored[key], told, note_change=note_change) for key, told in known.items())
    news = {
        stored[key]["id"]: (told["price_minor"], told["currency"] or stored[key]["currency"])
        for key, told in known.items()
        if stored[key]["price_minor"] is None and told["price_minor"] is not None
    }
    price_items(prices=news, note_change=note_change)
    return ProductsRecorded(len(new), changed, len(wanted) - len(new) - changed)


class Shelf:
    """Products by the way a source's lines name them, remembered between the batches of one run."""

    def __init__(self, *, source: str, import_run_id: int | None = None) -> None:
        self.source, self.run = source, import_run_id
        self.known: dict[ProductRef, Shelved] = {}

    def fetch(self, refs: Sequence[ProductRef]) -> int:
        """Make every one of these known, adding those that nobody has told of; returns how many were added."""
        missing = list(dict.fromkeys(ref for ref in refs if ref not in self.known))
        if not missing:
            return 0
        if len(self.known) > _REMEMBERED:
            self.known = {ref: self.known[ref] for ref in refs if ref in self.known}
        stored = _stored(self.source, [product_key(ref) for ref in missing])
        by_sku = _by_sku(self.source, [ref.sku for ref in missing if ref.sku and product_key(ref) not in stored])
        new: dict[str, ProductRef] = {}
        for ref in missing:
            key = product_key(ref)
            found = stored.get(key) or (by_sku.get(ref.sku) if ref.sku else None)
            if found is not None:
                self.known[ref] = Shelved(found["id"], found["price_minor"], found["currency"])
            elif key not in new or (ref.name and not new[key].name):
                new[key] = ref
        ids = _insert(
            self.source,
            self.run,
            [
                (key, ref.sku, ref.name or NUMBERED.format(key=ref.key or ref.sku)[:200], "", "", *_UNKNOWN)
                for key, ref in new.items()
            ],
        )
        by_key = dict(zip(new, ids, strict=True))
        for ref in missing:
            if ref not in self.known:
                self.known[ref] = Shelved(by_key[product_key(ref)], None, "")
        return len(new)


def _complete(told: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(told[field] if told[field] is not None or field in _NUMBERS else "" for field in _FIELDS)


def _insert(source: str, run: int | None, products: Sequence[tuple[Any, ...]]) -> Sequence[int]:
    if not products:
        return []
    business_id = current_business_id()
    ids = reserve_ids(Product, len(products))
    insert_rows(
        Product,
        ("id", "business_id", "source", "key", *_FIELDS, "import_run_id"),
        [
            (product_id, business_id, source, key, *fields, run)
            for product_id, (key, *fields) in zip(ids, products, strict=True)
        ],
    )
    return ids


def _change(stored: dict[str, Any], told: dict[str, Any], *, note_change: NoteChange | None) -> bool:
    news = {field: value for field, value in told.items() if value is not None and value != stored[field]}
    if not news:
        return False
    if note_change is not None:
        note_change(TABLE, stored["id"], {field: [stored[field], value] for field, value in news.items()})
    settings = ", ".join(f"{field} = %s" for field in news)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TABLE} SET {settings} WHERE business_id = %s AND id = %s",
            [*news.values(), current_business_id(), stored["id"]],
        )
    return True


def _stored(source: str, keys: list[str]) -> dict[str, dict[str, Any]]:
    return _select("key", source, keys)


def _by_sku(source: str, skus: list[str]) -> dict[str, dict[str, Any]]:
    return _select("sku", source, skus)


def _select(column: str, source: str, texts: list[str]) -> dict[str, dict[str, Any]]:
    if not texts:
        return {}
    clause, values = values_clause(column, sorted(set(texts)))
    found = rows(
        f"SELECT {column}, id, {', '.join(_FIELDS)} FROM {TABLE} WHERE business_id = %s AND source = %s AND {clause}",
        [current_business_id(), source, *values],
    )
    return {text: dict(zip(("id", *_FIELDS), fields, strict=True)) for text, *fields in found}
