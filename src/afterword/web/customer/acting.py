"""What the buttons of a customer's page do: one action each, then the page again with what was done."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from afterword.customers import actions as customers
from afterword.customers.models import Customer
from afterword.domain.trouble import Trouble
from afterword.followups import actions as follow_ups
from afterword.plans.auditing.what_changed import audit_changes
from afterword.web.customer.forms import AddressForm, RemindForm, RestForm
from afterword.web.notices import say, say_trouble
from afterword.web.templatetags.frame import day

Act = Callable[..., str]


class NotFilledIn(Trouble):
    """A field is missing or cannot be read."""


def acts(act: Act) -> Callable[..., HttpResponse]:
    """A view that does one thing for one customer and says what; trouble becomes one sentence on the page."""

    @require_POST
    @wraps(act)
    def view(request: HttpRequest, customer_id: int, **more: int) -> HttpResponse:
        customer = Customer.objects.filter(pk=customer_id, merged_into=None, forgotten_at=None).first()
        if customer is None:
            raise Http404
        try:
            say(request, act(request, customer, **more))
        except Trouble as trouble:
            say_trouble(request, trouble)
        if request.GET.get("back") != "forgotten":
            return redirect("customer", customer_id)
        audit_changes()  # so that the list of the forgotten is right at once
        return redirect("forgotten")

    return view


@acts
def remind(request: HttpRequest, customer: Customer) -> str:
    """A touch that a member wants to remember."""
    told = _filled(RemindForm(request.POST), _("Choose a day, and write a few words about what it is about."))
    follow_ups.remind_me(customer_id=customer.pk, channel=told["channel"], on=told["on"], note=told["note"])
    return _("You are reminded of %(name)s on %(day)s.") % {"name": customer.display_name, "day": day(told["on"])}


@acts
def rest(request: HttpRequest, customer: Customer) -> str:
    """Leave them in peace for a while."""
    told = _filled(RestForm(request.POST), _("Say until when, and why in a few words."))
    skipped = follow_ups.leave_in_peace(
        customer_id=customer.pk, until=told["until"], why=told["why"], member_id=request.user.pk
    )
    words = {"name": customer.display_name, "day": day(told["until"]), "count": skipped}
    if not skipped:
        return _("%(name)s is left in peace until %(day)s.") % words
    return (
        ngettext(
            "%(name)s is left in peace until %(day)s; %(count)d step that was planned is skipped.",
            "%(name)s is left in peace until %(day)s; %(count)d steps that were planned are skipped.",
            skipped,
        )
        % words
    )


@acts
def write_down(request: HttpRequest, customer: Customer) -> str:
    """A note in the history."""
    customers.write_note(customer_id=customer.pk, note=request.POST.get("note", ""), actor_id=request.user.pk)
    return _("Your note is in the history.")


@acts
def pause(request: HttpRequest, customer: Customer) -> str:
    """Everything automatic stands still."""
    note = request.POST.get("note", "")
    customers.place_hold(customer_id=customer.pk, reason="paused", note=note, actor_id=request.user.pk)
    return _("Nothing leaves to %(name)s until you say go on.") % {"name": customer.display_name}


@acts
def go_on(request: HttpRequest, customer: Customer) -> str:
    """It goes on."""
    customers.lift_hold(customer_id=customer.pk, actor_id=request.user.pk)
    return _("It goes on for %(name)s.") % {"name": customer.display_name}


@acts
def add_address(request: HttpRequest, customer: Customer) -> str:
    """Another address, used first from now on."""
    told = _filled(AddressForm(request.POST), _("Write the address."))
    customers.add_contact_point(customer_id=customer.pk, channel=told["channel"], value=told["value"])
    return _("The address is kept, and used first from now on.")


def _remove(request: HttpRequest, customer: Customer, point_id: int = 0) -> str:
    customers.remove_contact_point(customer_id=customer.pk, point_id=point_id)
    return _("The address is gone.")


remove_address = acts(_remove)


@acts
def stop_channel(request: HttpRequest, customer: Customer) -> str:
    """They asked not to be contacted on a channel."""
    channel = request.POST.get("channel", "")
    news = customers.suppress_address(
        customer_id=customer.pk, channel=channel, reason="asked", actor_id=request.user.pk
    )
    if not news:
        return _("There was nothing to stop.")
    return _("%(name)s is not contacted that way any more.") % {"name": customer.display_name}


@acts
def take_up_channel(request: HttpRequest, customer: Customer) -> str:
    """They want to hear from the business again."""
    lifted = customers.lift_suppression(
        customer_id=customer.pk,
        channel=request.POST.get("channel", ""),
        note=request.POST.get("note", ""),
        actor_id=request.user.pk,
    )
    if not lifted:
        return _("Nothing was stopped on that channel.")
    return _("%(name)s can be contacted that way again.") % {"name": customer.display_name}


def _filled(form: forms.Form, otherwise: str) -> dict[str, Any]:
    if not form.is_valid():
        raise NotFilledIn(otherwise)
    return form.cleaned_data
