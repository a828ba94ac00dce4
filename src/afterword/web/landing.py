"""Where a member arrives, until Today and the customer's page stand here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The customers."""
    return redirect("customers")


@require_safe
def customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The customers."""
    return redirect("customers")
