"""The days of a customer on their page: the birthday, dates that are kept by name, and what is due for their things."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from afterword.businesses.models import Business
from afterword.businesses.queries import local_today
from afterword.customers.dates import dates_of, forget_date, keep_date, names_of_dates
from afterword.customers.models import Customer
from afterword.domain.trouble import Trouble
from afterword.plans.dated.things import things_of
from afterword.plans.models import Plan
from afterword.web.customer.acting import acts
from afterword.web.templatetags.frame import day


class DateForm(forms.Form):
    """A date and what it is."""

    name = forms.CharField(max_length=40)
    on = forms.DateField()


class NotSaid(Trouble):
    """A field is missing or cannot be read."""


def days_of(customer_id: int, business: Business) -> dict[str, object]:
    """What the panel shows."""
    return {
        "dates": dates_of(customer_id),
        "names_of_dates": sorted({*names_of_dates(), *_names_in_plans()}),
        "lasting": things_of(customer_id, business, local_today(business)),
    }


def _names_in_plans() -> list[str]:
    """The dates that plans wait for."""
    rows = Plan.objects.filter(trigger="date_field").values_list("trigger_facts", flat=True)
    return [str(facts["field"]) for facts in rows if facts.get("field")]


@acts
def keep(request: HttpRequest, customer: Customer) -> str:
    """A date of theirs is written down."""
    form = DateForm(request.POST)
    if not form.is_valid():
        raise NotSaid(_("Say what day it is, and what it is called."))
    kept = keep_date(
        customer_id=customer.pk, name=form.cleaned_data["name"], on=form.cleaned_data["on"], actor_id=request.user.pk
    )
    return _("“%(name)s” is kept: %(day)s.") % {"name": kept.name, "day": day(kept.on)}


@acts
def forget(request: HttpRequest, customer: Customer, date_id: int) -> str:
    """It is no longer theirs."""
    forget_date(customer_id=customer.pk, date_id=date_id, actor_id=request.user.pk)
    return _("The date is gone.")
