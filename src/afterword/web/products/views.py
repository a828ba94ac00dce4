"""The list of products, and how long one of them lasts."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from afterword.domain.whole_number import whole_number
from afterword.plans.dated.jobs import plan_days_now
from afterword.sales.intervals import MOST_DAYS, MOST_MONTHS, BadInterval, Intervals, products_found, set_intervals
from afterword.sales.models import Product
from afterword.web.notices import say, told
from afterword.web.permissions import needs

PAGE = 50


class IntervalsForm(forms.Form):
    """How long it lasts; what is left empty is not known."""

    all_optional = True

    service_months = forms.IntegerField(
        label=gettext_lazy("Service every … months"), min_value=0, max_value=MOST_MONTHS, required=False,
        help_text=gettext_lazy("0 if it needs none. A finished job begins the count anew."),
    )  # fmt: skip
    warranty_months = forms.IntegerField(
        label=gettext_lazy("Months of warranty"), min_value=0, max_value=MOST_MONTHS, required=False,
        help_text=gettext_lazy("Counted from the day of the purchase."),
    )  # fmt: skip
    lasts_days = forms.IntegerField(
        label=gettext_lazy("Used up after … days"), min_value=0, max_value=MOST_DAYS, required=False,
        help_text=gettext_lazy("Customers who buy it again and again have their own rhythm, which is found by itself."),
    )  # fmt: skip


@require_safe
def products(request: HttpRequest) -> HttpResponse:
    """All that fit the words, a page at a time."""
    words = request.GET.get("q", "").replace("\0", "")[:200]
    start = _number(request.GET.get("from", ""))
    rows = list(products_found(words)[start : start + PAGE + 1])
    context = {
        "tab": "products",
        "words": words,
        "rows": rows[:PAGE],
        "next": urlencode({"q": words, "from": start + PAGE}) if len(rows) > PAGE else "",
        "start": start,
    }
    return render(request, "web/products/products.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("plans")
def product(request: HttpRequest, product_id: int) -> HttpResponse:
    """One product's form; the days of whoever has one move at once."""
    one = Product.objects.filter(pk=product_id).first()
    if one is None:
        raise Http404
    names = ("service_months", "warranty_months", "lasts_days")
    form = IntervalsForm(
        request.POST if request.method == "POST" else None, initial={name: getattr(one, name) for name in names}
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = set_intervals(product_id=one.pk, intervals=Intervals(**form.cleaned_data))
        except BadInterval as trouble:
            form.add_error(None, told(trouble))
        else:
            if changed:
                plan_days_now()
            say(request, _("Kept for “%(name)s”.") % {"name": one.name})
            return redirect("products")
    context = {"tab": "products", "one": one, "form": form}
    return render(request, "web/products/product.html", context, status=422 if form.errors else 200)


def _number(text: str) -> int:
    return whole_number(text) or 0
