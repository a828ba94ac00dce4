"""Paths of the customers. One customer's page (``customer``) belongs to its own room."""

from django.urls import path

from afterword.web.customers.counter import new_sale
from afterword.web.customers.pairs import different_people, pairs, same_person
from afterword.web.customers.views import customers, new_customer

urlpatterns = [
    path("", customers, name="customers"),
    path("new", new_customer, name="new-customer"),
    path("<int:customer_id>/sale", new_sale, name="new-sale"),
    path("pairs", pairs, name="pairs"),
    path("pairs/<int:pair_id>/same", same_person, name="same-person"),
    path("pairs/<int:pair_id>/different", different_people, name="different-people"),
]
