"""A business and a customer with an e-mail address, seen from outside."""

from __future__ import annotations

from dataclasses import dataclass

from afterword.accounts.actions import ensure_user
from afterword.businesses.actions import found_business
from afterword.businesses.models import Business
from afterword.customers.actions import Details, add_customer
from afterword.customers.links import unsubscribe_url
from afterword.customers.models import Customer, Suppression
from afterword.infra.tenancy import acting_for


@dataclass
class FrameShop:
    business: Business
    customer_id: int

    @property
    def path(self) -> str:
        """The path of the customer's unsubscribe link."""
        with acting_for(self.business.pk):
            epoch = Customer.objects.get(pk=self.customer_id).link_epoch
        url = unsubscribe_url(self.business, self.customer_id, epoch)
        return "/" + url.split("/", 3)[3]

    @property
    def stopped(self) -> list[str]:
        """Why mail to the customer is stopped; empty while it is not."""
        with acting_for(self.business.pk):
            return list(Suppression.objects.filter(lifted_at=None).values_list("reason", flat=True))

    def change(self, **fields: object) -> None:
        with acting_for(self.business.pk):
            Customer.objects.filter(pk=self.customer_id).update(**fields)


def open_frame_shop(name: str = "Rosa's frames") -> FrameShop:
    owner = ensure_user(email="rosa@example.org", name="Rosa")
    business = found_business(
        name=name, trade="shop", timezone="Europe/Oslo", country="NO", currency="NOK", owner=owner
    )
    with acting_for(business.pk):
        customer_id = add_customer(
            details=Details(given_name="Ann", family_name="Berg", email="ann@customers.example", phone="22 33 44 55")
        )
    return FrameShop(business, customer_id)
