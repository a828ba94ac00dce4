"""The list of customers with its instant search, and writing in a new one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from afterword.customers.actions import BadCustomer, Details, add_customer
from afterword.customers.models import Customer
from afterword.customers.queries import Address, addresses_of, open_suggestion_count
from afterword.customers.searching import find_by_words
from afterword.domain.whole_number import whole_number
from afterword.web.customers.forms import NewCustomerForm
from afterword.web.notices import say, told

PAGE = 50


@require_safe
def customers(request: HttpRequest) -> HttpResponse:
    """Everybody who fits the words; the next page goes on after the last row of this one."""
    words = request.GET.get("q", "").replace("\0", "")[:200]
    found = find_by_words(words, after=_after(request), limit=PAGE + 1)
    shown, is_more = found.customers[:PAGE], len(found.customers) > PAGE
    addresses = addresses_of([one.pk for one in shown])
    rows = [{"customer": one, "reached_by": _reached_by(addresses[one.pk])} for one in shown]
    last = shown[-1] if shown else None
    context = {
        "words": words,
        "are_many": found.are_many,
        "rows": rows,
        "next": urlencode({"q": words, "after": last.display_name, "after_id": last.pk}) if is_more and last else "",
        "is_first_page": "after" not in request.GET,
    }
    if request.headers.get("HX-Request"):
        return render(request, "web/customers/rows.html", context)
    return render(request, "web/customers/customers.html", {**context, "pairs": open_suggestion_count()})


@require_http_methods(["GET", "HEAD", "POST"])
def new_customer(request: HttpRequest) -> HttpResponse:
    """Write somebody in by hand."""
    form = NewCustomerForm(request.POST or None, initial={"given_name": request.GET.get("name", "")[:100]})
    if request.method == "POST" and form.is_valid():
        try:
            customer_id = add_customer(details=Details(**form.cleaned_data))
        except BadCustomer as trouble:
            form.add_error(None, told(trouble))
        else:
            name = Customer.objects.get(pk=customer_id).display_name
            say(request, _("%(name)s is one of your customers now.") % {"name": name})
            return redirect("new-sale" if request.POST.get("then") == "sale" else "customer", customer_id)
    return render(request, "web/customers/new.html", {"form": form}, status=422 if form.errors else 200)


def _after(request: HttpRequest) -> tuple[str, int] | None:
    name, row_id = request.GET.get("after"), whole_number(request.GET.get("after_id", ""))
    return None if name is None or row_id is None else (name.replace("\0", ""), row_id)


def _reached_by(addresses: list[Address]) -> str:
    """The addresses that may be used, the two nearest at hand, as one line; empty where there are none."""
    return " · ".join([one.value.replace("\n", ", ") for one in addresses if one.usable][:2])
