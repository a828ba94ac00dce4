"""One customer's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe


@require_safe
def customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    return redirect("customers")
