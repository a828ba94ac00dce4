"""What a member tells about a customer that begins a plan: a job was finished, or the plan is to begin."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from afterword.businesses.models import Membership
from afterword.customers.models import Customer
from afterword.domain.trouble import Trouble
from afterword.plans.starting import start_plan
from afterword.sales.actions import Outcome, close_inquiry, finish_job
from afterword.web.customer.acting import acts
from afterword.web.templatetags.frame import day


class JobForm(forms.Form):
    """What was done, on which thing of ours, and when; the form's own key makes a second click harmless."""

    what = forms.CharField(max_length=200, required=False)
    thing = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    done_on = forms.DateField()
    key = forms.CharField(max_length=60)


class PlanForm(forms.Form):
    """Which plan is to begin."""

    plan = forms.IntegerField(min_value=1, max_value=2**62)


class NotSaid(Trouble):
    """A field is missing or cannot be read."""


@acts
def finish(request: HttpRequest, customer: Customer) -> str:
    """A job was finished."""
    form = JobForm(request.POST)
    if not form.is_valid():
        raise NotSaid(_("Say what was done, and on which day."))
    told = form.cleaned_data
    member = Membership.objects.filter(user_id=request.user.pk or 0).values_list("id", flat=True).first()
    is_news = finish_job(
        customer_id=customer.pk, what=told["what"], done_on=told["done_on"], key=told["key"],
        product_id=told["thing"], membership_id=member,
    )  # fmt: skip
    if not is_news:
        return _("That job was written down already.")
    return _("The job is written down for %(day)s.") % {"day": day(told["done_on"])}


def _decided(request: HttpRequest, customer: Customer, inquiry_id: int = 0) -> str:
    """They said yes, or no."""
    outcome = Outcome.WON if request.POST.get("outcome") == Outcome.WON else Outcome.LOST
    close_inquiry(inquiry_id=inquiry_id, customer_id=customer.pk, outcome=outcome, actor_id=request.user.pk)
    return _("It is written down.")


decided = acts(_decided)


@acts
def start(request: HttpRequest, customer: Customer) -> str:
    """A plan begins."""
    form = PlanForm(request.POST)
    if not form.is_valid():
        raise NotSaid(_("Choose a plan."))
    first = start_plan(plan_id=form.cleaned_data["plan"], customer_id=customer.pk, member_id=request.user.pk)
    return _("It begins: the first step for %(name)s is on %(day)s.") % {
        "name": customer.display_name,
        "day": day(first),
    }
