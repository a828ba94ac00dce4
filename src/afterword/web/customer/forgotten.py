"""The audit's page: who has neither a next touch nor a written reason, each with buttons that end that."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from afterword.businesses.queries import local_today
from afterword.plans.auditing.audit import audit
from afterword.sales.queries import bought_in_short
from afterword.web.customer.forms import CHANNELS
from afterword.web.today.views import business_of


@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    """Counted afresh from the tables, whatever was kept."""
    found = audit(keep=False)
    bought = bought_in_short([customer_id for customer_id, _ in found.names])
    today = local_today(business_of(request))
    context = {
        "found": found,
        "people": [(customer_id, name, bought.get(customer_id)) for customer_id, name in found.names],
        "left_over": found.forgotten - len(found.names),
        "channels": CHANNELS,
        "tomorrow": today + timedelta(days=1),
        "in_three_months": today + timedelta(days=90),
    }
    return render(request, "web/customer/forgotten.html", context)
