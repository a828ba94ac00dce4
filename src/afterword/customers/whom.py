"""Finding the customer that an action is about, through merges."""

from __future__ import annotations

from afterword.customers.models import Customer
from afterword.domain.trouble import Trouble


class NoSuchCustomer(Trouble):
    """There is no customer with this number here."""


def whom(customer_id: int) -> Customer:
    """The customer, or the one they were merged into. Raises :class:`NoSuchCustomer`."""
    customer = Customer.objects.filter(pk=customer_id).first()
    if customer is not None and customer.merged_into_id is not None:
        customer = Customer.objects.filter(pk=customer.merged_into_id).first()
    if customer is None:
        raise NoSuchCustomer("There is no such customer here.")
    return customer
