"""Writing in a sale by hand, at the counter."""

from __future__ import annotations

import secrets

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from afterword.businesses.queries import current_business, local_today
from afterword.customers.queries import living
from afterword.domain.money import MoneyRefused, parse_money
from afterword.domain.trouble import Trouble
from afterword.sales.by_hand import sell
from afterword.web.notices import say, told


class SaleForm(forms.Form):
    what = forms.CharField(label=gettext_lazy("What did they buy?"), max_length=200)
    price = forms.CharField(
        label=gettext_lazy("For how much?"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    day = forms.DateField(
        label=gettext_lazy("When?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    #: The same form sent twice is one sale.
    key = forms.RegexField(r"^[0-9a-f]{16}$", widget=forms.HiddenInput)

    def clean_price(self) -> int:
        """Minor units of the business's currency."""
        currency = current_business().currency
        try:
            money = parse_money(self.cleaned_data["price"], None, currency)
        except MoneyRefused as refused:
            raise forms.ValidationError(str(refused)) from None
        if money.currency != currency:
            raise forms.ValidationError(_("Enter it in %(currency)s.") % {"currency": currency})
        return money.minor


@require_http_methods(["GET", "HEAD", "POST"])
def new_sale(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The form, and recording the sale; the plans take it from there."""
    customer = get_object_or_404(living(), pk=customer_id)
    fresh = {"day": local_today(current_business()), "key": secrets.token_hex(8)}
    form = SaleForm(request.POST or None, initial=fresh)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            sell(
                customer_id=customer.pk,
                what=asked["what"],
                total_minor=asked["price"],
                sold_on=asked["day"],
                key=asked["key"],
            )
        except Trouble as trouble:
            form.add_error(None, told(trouble))
        else:
            say(request, _("The sale to %(name)s is written down.") % {"name": customer.display_name})
            return redirect("customer", customer.pk)
    context = {"form": form, "customer": customer}
    return render(request, "web/customers/new_sale.html", context, status=422 if form.errors else 200)
