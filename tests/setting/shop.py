"""A small flower shop, and short words for building its customers, sales and follow-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from afterword.accounts.actions import ensure_user
from afterword.businesses.actions import found_business
from afterword.businesses.models import Business
from afterword.businesses.queries import local_today
from afterword.customers.models import ContactPoint, Customer
from afterword.domain.channel import Channel
from afterword.followups.models import FollowUp, Template
from afterword.infra import clock
from afterword.infra.tenancy import acting_for
from afterword.sales.models import Product, Sale, SaleItem


@dataclass
class Shop:
    """Builds rows for a test; everything in the shop's own business."""

    business: Business
    template: Template

    @property
    def today(self) -> date:
        return local_today(self.business)

    def customer(self, given: str = "Ann", family: str = "Berg", **fields: Any) -> Customer:
        return Customer.objects.create(
            given_name=given,
            family_name=family,
            display_name=f"{given} {family}".strip() or "Somebody",
            reach=Channel.EMAIL.bit | Channel.PHONE.bit,
            created_at=clock.now(),
            **fields,
        )

    def address(self, customer: Customer, channel: str, value: str) -> ContactPoint:
        return ContactPoint.objects.create(
            customer=customer, channel=channel, value=value, normal=value.casefold(), created_at=clock.now()
        )

    def sale(self, customer: Customer, *things: str, days_ago: int = 2) -> Sale:
        sale = Sale.objects.create(
            source="till",
            key=f"{customer.pk}-{things}-{days_ago}",
            customer=customer,
            sold_on=self.today - timedelta(days=days_ago),
            currency="NOK",
            total_minor=10_000,
        )
        for number, thing in enumerate(things):
            product, _ = Product.objects.get_or_create(
                business=self.business, source="till", key=thing, defaults={"name": thing}
            )
            SaleItem.objects.create(
                sale=sale, line_key=str(number), product=product, total_minor=1000 * (len(things) - number)
            )
        return sale

    def owed(self, customer: Customer, sale: Sale | None = None, **fields: Any) -> FollowUp:
        given: dict[str, Any] = {
            "channel": "email",
            "mode": "approve",
            "window_first": self.today - timedelta(days=1),
            "window_last": self.today + timedelta(days=5),
            "due_on": self.today - timedelta(days=1),
            "late_days": 7,
            "template": self.template,
            "value_minor": 10_000,
        }
        return FollowUp.objects.create(customer=customer, sale=sale, **(given | fields))


def found_shop() -> Shop:
    """Rosa's flowers in Oslo. Afterwards the test acts for it only inside ``acting_for``."""
    owner = ensure_user(email="rosa@example.org", name="Rosa")
    business = found_business(
        name="Rosa's flowers", trade="shop", timezone="Europe/Oslo", country="NO", currency="NOK", owner=owner
    )
    with acting_for(business.pk):
        template = Template.objects.create(
            name="Thank-you",
            email_subject='Thank you for the {{ product | "visit" }}',
            email_body='Dear {{ first_name | "friend" }},\n\nthank you for the {{ products }}.\n\n{{ signature }}',
            call_script='Ask how the {{ product | "purchase" }} does.',
            letter_body='Dear {{ first_name | "friend" }},\n\nthank you.\n\n{{ signature }}',
            created_at=clock.now(),
        )
    return Shop(business, template)
