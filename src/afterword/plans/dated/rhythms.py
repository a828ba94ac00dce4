"""How often the customers of a business buy: reckoned once a night from a sample, and kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from math import log
from operator import itemgetter
from typing import Any

from django.db import connection

from afterword.businesses.queries import current_business, local_today
from afterword.domain.rhythm import Rhythm, typical_rhythm
from afterword.infra.tenancy import current_business_id
from afterword.plans.models import TypicalRhythm

#: Whatever is bought.
ALTOGETHER = 0
#: Until somebody has bought twice.
UNTIL_KNOWN = Rhythm(365.0)
#: Customers looked at for it, spread evenly over all.
_SAMPLE = 20_000
#: A product that was bought again less often says nothing about when it is used up.
_LEAST_GAPS = 12
#: A new reckoning takes the place of the old when it differs by so much: days should not move about for nothing.
_MOVES_BY = log(1.2)


def typical_rhythms() -> dict[int, Rhythm]:
    """What was reckoned last, by product (:data:`ALTOGETHER` for whatever is bought); one query."""
    rows = TypicalRhythm.objects.values_list("product_id", "days", "spread", "gaps")
    return {product_id: Rhythm(days, spread, gaps) for product_id, days, spread, gaps in rows}


def reckon_rhythms(today: date | None = None) -> bool:
    """Reckon the rhythm of the business and of each product that is bought again and again; for once a night.

    Returns whether any of them is another than before: then days may have moved for everybody.
    """
    today = today or local_today(current_business())
    known = typical_rhythms()
    every = _every_so_many()
    found = {ALTOGETHER: _typical(_purchase_days(every), today)} | {
        product_id: _typical((row[1:] for row in rows), today)
        for product_id, rows in groupby(_product_days(every), itemgetter(0))
    }
    kept = [
        TypicalRhythm(product_id=product_id, days=one.days, spread=one.spread, gaps=one.gaps, reckoned_on=today)
        for product_id, one in found.items()
        if one is not None
        and (product_id == ALTOGETHER or one.gaps >= _LEAST_GAPS)
        and _differs(one, known.get(product_id))
    ]
    TypicalRhythm.objects.bulk_create(
        kept,
        update_conflicts=True,
        unique_fields=["business", "product_id"],
        update_fields=["days", "spread", "gaps", "reckoned_on"],
    )
    return bool(kept)


def _differs(one: Rhythm, known: Rhythm | None) -> bool:
    return known is None or abs(log(one.days) - log(known.days)) > _MOVES_BY


def _typical(rows: Iterable[tuple[int, date]], today: date) -> Rhythm | None:
    histories = ([day for _, day in bought] for _, bought in groupby(rows, itemgetter(0)))
    return typical_rhythm(histories, today)


def _every_so_many() -> int:
    """1 to look at every customer, 2 at every second, and so on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(id) - min(id) + 1 FROM customers_customer WHERE business_id = %s", [current_business_id()]
        )
        span = cursor.fetchone()[0] or 1
    return max(1, int(span) // _SAMPLE)


_IDS = "SELECT id FROM customers_customer WHERE business_id = %s AND id %% %s = 0"


def _purchase_days(every: int) -> Iterator[tuple[int, date]]:
    """Customer and day, by customer."""
    whose = current_business_id()
    return _days(
        f"""SELECT s.customer_id, s.sold_on FROM sales_sale s WHERE s.business_id = %s AND s.customer_id IN ({_IDS})
            AND s.status = 'paid' AND s.total_minor >= 0 ORDER BY s.customer_id, s.sold_on""",
        [whose, whose, every],
    )


def _product_days(every: int) -> Iterator[tuple[int, int, date]]:
    """Product, customer and day, by product and customer; only where a product was bought again by anybody."""
    whose = current_business_id()
    return _days(
        f"""SELECT i.product_id, s.customer_id, s.sold_on FROM sales_sale s JOIN sales_saleitem i
                ON i.business_id = s.business_id AND i.sale_id = s.id
            WHERE s.business_id = %s AND s.customer_id IN ({_IDS}) AND s.status = 'paid' AND s.total_minor >= 0
                AND i.product_id IS NOT NULL ORDER BY i.product_id, s.customer_id, s.sold_on""",
        [whose, whose, every],
    )


def _days(sql: str, parameters: list[Any]) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(10_000):
            for *before, day in rows:
                yield (*before, date.fromisoformat(day) if isinstance(day, str) else day)
