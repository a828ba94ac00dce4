"""A sale that a member writes in at the counter."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from afterword.businesses.queries import current_business, local_today
from afterword.customers.actions import whom
from afterword.domain.importing.records import SaleLineRecord
from afterword.domain.importing.statuses import SaleStatus
from afterword.domain.trouble import Trouble
from afterword.sales.numbering import NumberedLine
from afterword.sales.products import Shelf
from afterword.sales.recording import record_sales

BY_HAND = "hand"


class BadSale(Trouble):
    """Something about the sale cannot be right; the sentence says what."""


@transaction.atomic
def sell(*, customer_id: int, what: str, total_minor: int, sold_on: date, key: str) -> bool:
    """Record one sale in the business's currency (minor units) and let the plans react.

    ``key`` is the form's own: the same form sent twice is one sale. Returns whether it was news.
    Raises :class:`BadSale` and ``NoSuchCustomer``.
    """
    business = current_business()
    if not what.strip():
        raise BadSale("Say what they bought: one or two words are enough.")
    if sold_on > local_today(business):
        raise BadSale("That day has not come yet. Enter the day on which they bought.")
    line = SaleLineRecord(
        line=0,
        sale_key=key,
        line_key="1",
        sold_on=sold_on,
        sold_at=None,
        buyer=None,
        product_key="",
        product_sku="",
        product_name=what.strip()[:200],
        quantity_milli=1000,
        unit_price_minor=total_minor,
        line_total_minor=total_minor,
        sale_total_minor=total_minor,
        discount_minor=None,
        currency=business.currency,
        status=SaleStatus.PAID,
        served_by="",
        note="",
    )
    done = record_sales(
        lines=[NumberedLine(key, "1", line)],
        customer_ids=[whom(customer_id).pk],
        shelf=Shelf(source=BY_HAND),
        source=BY_HAND,
    )
    return done.added > 0
