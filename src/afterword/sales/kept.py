"""What is kept about a person in this room: what they bought, had done and asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from afterword.customers.personal import Personal, keeps
from afterword.sales.models import Inquiry, Job, Sale, SaleItem

_BOOKS = "the books: what was sold"

keeps(
    Personal(
        model=Sale,
        name="sales",
        title=_("What you bought"),
        told={
            "sold_on": _("Day"),
            "source": _("System"),
            "key": _("Number"),
            "total_minor": _("Amount in the smallest unit"),
            "currency": _("Currency"),
            "status": _("How it stands"),
            "served_by": _("Served by"),
        },
        stays={
            "source": "the books: where the sale is written",
            "key": "the books: the number of the order",
            "currency": "a code",
            "status": "a code",
            "served_by": "a member of the staff",
        },
    ),
    Personal(
        model=SaleItem,
        name="sale_items",
        title=_("Things you bought"),
        customer=("sale__customer_id",),
        told={
            "sale__sold_on": _("Day"),
            "sale__key": _("Number"),
            "name": _("What"),
            "product__name": _("Product"),
            "quantity_milli": _("Thousandths of a piece"),
            "total_minor": _("Amount in the smallest unit"),
        },
        stays={"line_key": "the books: the number of the line", "name": _BOOKS},
    ),
    Personal(
        model=Job,
        name="jobs",
        title=_("What was done for you"),
        told={
            "done_on": _("Day"),
            "what": _("What"),
            "product__name": _("Product"),
            "price_minor": _("Amount in the smallest unit"),
            "currency": _("Currency"),
        },
        becomes={"what": ""},
        stays={"currency": "a code", "source": "the books: where it is written", "key": "the books: its number"},
    ),
    Personal(
        model=Inquiry,
        name="inquiries",
        title=_("What you asked"),
        told={"asked_on": _("Day"), "via": _("How"), "subject": _("Subject"), "text": _("In these words")},
        becomes={"via": "", "subject": "", "text": ""},
        stays={"source": "the books: where it is written", "key": "the books: its number"},
    ),
)
