"""Which customer a command is about."""

from __future__ import annotations

from django.db.models import QuerySet

from afterword.customers.models import ContactPoint, Customer
from afterword.customers.searching import search
from afterword.customers.searching.finding import MOST_SHOWN
from afterword.domain.matching import normalize_email, search_key
from afterword.domain.trouble import Trouble
from afterword.domain.whole_number import whole_number

_MOST_LISTED = 8


class WhichCustomer(Trouble):
    """None, or more than one, fits."""


def find_customer(words: str) -> Customer:
    """The customer with this number, e-mail address or name; a merged one's survivor. Raises :class:`WhichCustomer`."""
    words = " ".join(words.split())
    found = list(_by(words).order_by("id")[: _MOST_LISTED + 1]) if words else []
    survivors = {_survivor(customer).pk: _survivor(customer) for customer in found}
    if not survivors:
        raise WhichCustomer(f"There is no customer {words!r} here. Give a number, an e-mail address or a whole name.")
    if len(survivors) > 1:
        listed = ", ".join(
            f"{customer.pk} ({customer.display_name})" for customer in list(survivors.values())[:_MOST_LISTED]
        )
        raise WhichCustomer(f"Several customers fit {words!r}. Say which by the number: {listed}.")
    return next(iter(survivors.values()))


def _by(words: str) -> QuerySet[Customer]:
    if (number := whole_number(words)) is not None:
        return Customer.objects.filter(pk=number)
    if "@" in words:
        points = ContactPoint.objects.filter(channel="email", normal=normalize_email(words))
        return Customer.objects.filter(id__in=points.values("customer_id"))
    named = Customer.objects.filter(display_name=words, merged_into=None)
    if named.exists():
        return named
    whole = search_key(words)
    fitting = [one.pk for one in search(words, limit=MOST_SHOWN) if whole in one.search_text]
    return Customer.objects.filter(pk__in=fitting)


def _survivor(customer: Customer) -> Customer:
    seen = {customer.pk}
    while customer.merged_into_id is not None and customer.merged_into_id not in seen:
        customer = Customer.objects.get(pk=customer.merged_into_id)
        seen.add(customer.pk)
    return customer
