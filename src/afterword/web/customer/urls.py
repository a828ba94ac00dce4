"""Paths of one customer's page and of the audit's."""

from django.urls import path

from afterword.web.customer.forgotten import forgotten
from afterword.web.customer.views import customer

urlpatterns = [
    path("customers/<int:customer_id>/", customer, name="customer"),
    path("forgotten", forgotten, name="forgotten"),
]
