"""Stopping the mail: the page behind the link in every letter, and the one-click POST of RFC 8058."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from afterword.customers.actions import NoSuchCustomer, lift_suppression, suppress_address, whom
from afterword.customers.links import UNSUBSCRIBE
from afterword.customers.models import Customer
from afterword.customers.queries import addresses_of
from afterword.domain.channel import Channel
from afterword.infra.signing import BadLink, check_link, row_named_by
from afterword.infra.tenancy import current_business_id

#: RFC 8058, section 3.2: the only body that means "unsubscribe me".
ONE_CLICK = ("List-Unsubscribe", "One-Click")

View = Callable[[HttpRequest, str], HttpResponse]


def by_link(view: View) -> View:
    """No cookie and no session stand behind these pages, so there is nothing to forge; and no referrer leaves them."""

    @csrf_exempt
    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return opened


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the page and changes nothing; POST of the one-click body stops the mail, as often as it comes.

    A link that was never given out, or was revoked, is answered with 404: whoever pressed must not believe that the
    mail has stopped.
    """
    customer_id = customer_of(token)
    if customer_id is None:
        return unknown(request)
    if request.method != "POST":
        return render(request, "public/unsubscribe.html", {"token": token})
    name, value = ONE_CLICK
    if request.POST.get(name) != value:
        return HttpResponseBadRequest(_("Send List-Unsubscribe=One-Click to stop the mail."), content_type="text/plain")
    suppress_address(customer_id=customer_id, channel=Channel.EMAIL, reason="unsubscribed")
    return render(request, "public/unsubscribed.html", {"token": token})


@by_link
@require_POST
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Take back what this page did; a stop that came another way (a bounce, the owner's word) stays."""
    customer_id = customer_of(token)
    if customer_id is None:
        return unknown(request)
    if _stopped_by_themselves(customer_id):
        note = _("They pressed “undo” on the page where they had stopped the mail.")
        lift_suppression(customer_id=customer_id, channel=Channel.EMAIL, note=note)
    return render(request, "public/unsubscribe_undone.html", {"token": token})


def unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "public/unsubscribe_unknown.html", status=404)


def customer_of(token: str) -> int | None:
    """Whose genuine and unrevoked link this is, or whom they were merged into; None for any other token."""
    try:
        customer_id = row_named_by(token)
        epoch = Customer.objects.filter(pk=customer_id).values_list("link_epoch", flat=True).first()
        check_link(token, business_id=current_business_id(), purpose=UNSUBSCRIBE, epoch=epoch or 0)
        return whom(customer_id).pk
    except (BadLink, NoSuchCustomer, OverflowError):
        return None


def _stopped_by_themselves(customer_id: int) -> bool:
    stopped = {one.why for one in addresses_of([customer_id])[customer_id] if one.channel == Channel.EMAIL and one.why}
    return stopped == {"unsubscribed"}
