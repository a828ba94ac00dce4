"""A shop on a day of its own, and how its customers and sales come in."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from afterword.accounts.actions import ensure_user
from afterword.businesses.actions import found_business
from afterword.businesses.models import Business
from afterword.customers.models import Customer
from afterword.infra import clock
from afterword.sales.models import Inquiry, Sale
from afterword.timeline.actions import record
from afterword.timeline.catalogue import CustomerAdded, InquiryRecorded, SaleRecorded

#: A Tuesday; the shop is in Oslo and closed on Sundays and public holidays.
TODAY = date(2024, 9, 17)
EMAIL, PHONE, POST = 1, 2, 4


class Shop:
    """Makes rows as the rooms below would, and tells the plans about them."""

    def __init__(self, business: Business) -> None:
        self.business = business
        self._number = 0

    def customer(self, name: str = "Ada Lovelace", *, reach: int = EMAIL | PHONE, told: bool = True) -> Customer:
        given, _, family = name.partition(" ")
        customer = Customer.objects.create(
            display_name=name, given_name=given, family_name=family, reach=reach, created_at=clock.now()
        )
        if told:
            with transaction.atomic():
                record([CustomerAdded(customer_id=customer.pk, at=clock.now(), subject_id=customer.pk)])
        return customer

    def sale(
        self,
        customer: Customer | None,
        days_ago: int = 0,
        *,
        total: int = 10_000,
        told: bool = True,
        status: str = "paid",
    ) -> Sale:
        return self.sales([(customer, days_ago)], total=total, told=told, status=status)[0]

    def sales(
        self, sold: list[tuple[Customer | None, int]], *, total: int = 10_000, told: bool = True, status: str = "paid"
    ) -> list[Sale]:
        made = []
        for customer, days_ago in sold:
            self._number += 1
            made.append(
                Sale.objects.create(
                    source="till", key=str(self._number), customer=customer, sold_on=TODAY - timedelta(days=days_ago),
                    total_minor=total, currency="NOK", status=status,
                )
            )  # fmt: skip
        if told:
            self.tell(made)
        return made

    def tell(self, sales: list[Sale]) -> None:
        events = [
            SaleRecorded(
                customer_id=sale.customer_id, at=clock.now(), subject_id=sale.pk, sold_on=sale.sold_on,
                total_minor=sale.total_minor, currency=sale.currency,
            )
            for sale in sales
        ]  # fmt: skip
        with transaction.atomic():
            record(events)

    def inquiry(self, customer: Customer, days_ago: int = 0) -> Inquiry:
        self._number += 1
        asked_on = TODAY - timedelta(days=days_ago)
        inquiry = Inquiry.objects.create(source="web", key=str(self._number), customer=customer, asked_on=asked_on)
        with transaction.atomic():
            record([InquiryRecorded(customer_id=customer.pk, at=clock.now(), subject_id=inquiry.pk, asked_on=asked_on)])
        return inquiry


def found_shop() -> Business:
    """A new business with its ready-made plans."""
    owner = ensure_user(email="rosa@example.org", name="Rosa")
    return found_business(
        name="Rosa's bikes", trade="shop", timezone="Europe/Oslo", country="NO", currency="NOK", owner=owner
    )


def day(days_from_today: int) -> date:
    """A civil date, counted from TODAY."""
    return TODAY + timedelta(days=days_from_today)
