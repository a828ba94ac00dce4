"""Trying a plan on last year or on the next ninety days: sentences first, then a picture, then who exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect
from django_tasks_db.models import DBTaskResult

from afterword.businesses.queries import current_business, local_today
from afterword.customers.models import Customer
from afterword.infra.tenancy import current_business_id
from afterword.plans.models import Plan
from afterword.plans.queries import steps_of
from afterword.plans.simulating.jobs import run_trial_job, trial_as_told
from afterword.plans.simulating.tried import can_be_tried
from afterword.plans.simulating.words import why_left_out
from afterword.web.permissions import needs
from afterword.web.plans.sentences import channel_words
from afterword.web.plans.trying_picture import picture_of
from afterword.web.templatetags.frame import day, number

#: With more customers than that it is a job: a page should not keep anybody waiting for more than a few seconds.
AT_ONCE = 20_000
#: What the room below says in English.
SAID_BELOW = (gettext_noop("An earlier purchase is being followed up already, and this one belongs to it."),)

#: Touches on one page.
PAGE = 50


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days that are tried."""

    when: str
    title: str
    first: date
    days: int

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)

    @property
    def lies_back(self) -> bool:
        return self.when == "last-year"


@never_cache
@require_safe
@needs("plans")
def trial(request: HttpRequest, slug: str, when: str) -> HttpResponse:
    """The outcome at once; for very many customers a button that begins the work."""
    plan, stretch = _plan(slug), _stretch(when)
    if Customer.objects.count() > AT_ONCE:
        return render(request, "web/plans/trial_begin.html", {"plan": plan, "stretch": stretch})
    told = trial_as_told(slug=slug, first=stretch.first, days=stretch.days)
    return render(request, "web/plans/trial.html", _context(request, plan, stretch, told))


@require_POST
@needs("plans")
def begin_trial(request: HttpRequest, slug: str, when: str) -> HttpResponse:
    """Put it to work in the background."""
    plan, stretch = _plan(slug), _stretch(when)
    job = run_trial_job.enqueue(current_business_id(), plan.slug, stretch.first.isoformat(), stretch.days)
    return redirect("plan-trial-at-work", slug, when, job.id)


@never_cache
@require_safe
@needs("plans")
def trial_at_work(request: HttpRequest, slug: str, when: str, job_id: str) -> HttpResponse:
    """What a job found; while it is at work the page looks again by itself."""
    plan, stretch = _plan(slug), _stretch(when)
    job = _job(job_id)
    business_id, tried, first, days = job.args_kwargs["args"]
    # Jobs belong to the installation: only this business's own is shown.
    if (business_id, tried, days) != (current_business_id(), slug, stretch.days):
        raise Http404
    is_part = bool(request.headers.get("HX-Request"))
    if job.status in ("READY", "RUNNING"):
        template = "web/plans/trial_at_work_part.html" if is_part else "web/plans/trial_at_work.html"
        return render(request, template, {"plan": plan, "stretch": stretch})
    if is_part:
        return HttpResponseClientRedirect(request.path)
    if job.status != "SUCCESSFUL":
        return render(request, "web/plans/trial_begin.html", {"plan": plan, "stretch": stretch, "failed": True})
    stretch = Stretch(stretch.when, stretch.title, date.fromisoformat(first), stretch.days)
    return render(request, "web/plans/trial.html", _context(request, plan, stretch, job.return_value or {}))


def _job(job_id: str) -> DBTaskResult[Any, Any]:
    """Raises ``Http404`` where there is no such trial."""
    try:
        wanted = UUID(job_id)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(DBTaskResult.objects.filter(task_path=run_trial_job.module_path), id=wanted)


def _plan(slug: str) -> Plan:
    plan = get_object_or_404(Plan.objects.all(), slug=slug)
    if not can_be_tried(plan):
        raise Http404
    return plan


def _stretch(when: str) -> Stretch:
    today = local_today(current_business())
    if when == "last-year":
        return Stretch(when, _("Tried on last year"), today - timedelta(days=365), 365)
    if when == "next-90-days":
        return Stretch(when, _("The next 90 days"), today, 90)
    raise Http404


def _context(request: HttpRequest, plan: Plan, stretch: Stretch, told: Mapping[str, Any]) -> dict[str, Any]:
    weeks = [(date.fromisoformat(monday), touches, minutes) for monday, touches, minutes in told["weeks"]]
    page = Paginator(told["sample"], PAGE).get_page(request.GET.get("page"))
    names = dict(Customer.objects.filter(id__in=[row[0] for row in page]).values_list("id", "display_name"))
    steps = {step.key: step.name for step in steps_of(plan)}
    words = channel_words()
    return {
        "plan": plan,
        "stretch": stretch,
        "told": told,
        "sentences": _sentences(stretch, told),
        "left_out": _left_out(told),
        "picture": picture_of(weeks) if told["touches"] else None,
        "weeks": weeks,
        "page": page,
        "touches": [
            {
                "customer_id": customer_id,
                "name": names.get(customer_id, ""),
                "step": steps.get(key, key),
                "by": words.get(channel, channel),
                "on": date.fromisoformat(on),
                "since": anchor and date.fromisoformat(anchor),
            }
            for customer_id, key, channel, on, anchor in page
        ],
        "more": told["touches"] - len(told["sample"]),
    }


def _sentences(stretch: Stretch, told: Mapping[str, Any]) -> list[str]:
    touches, weeks = told["touches"], max(1, round(stretch.days / 7))
    if not touches:
        return [
            _("Nobody would have heard from you by this plan.")
            if stretch.lies_back
            else _("From what has been recorded so far, nobody hears from you by this plan in these days.")
        ]
    whom = {"customers": number(told["customers"]), "touches": number(touches), "week": number(round(touches / weeks))}
    if stretch.lies_back:
        first = ngettext(
            "It would have reached %(customers)s customer: %(touches)s touches in all, about %(week)s a week.",
            "It would have reached %(customers)s customers: %(touches)s touches in all, about %(week)s a week.",
            told["customers"],
        )
    else:
        first = ngettext(
            "It reaches %(customers)s customer: %(touches)s touches in all, about %(week)s a week.",
            "It reaches %(customers)s customers: %(touches)s touches in all, about %(week)s a week.",
            told["customers"],
        )
    on, most, minutes = told["busiest"]
    busiest = ngettext(
        "The busiest day is %(day)s, with %(count)s touch and %(minutes)s minutes.",
        "The busiest day is %(day)s, with %(count)s touches and %(minutes)s minutes.",
        most,
    ) % {"day": day(date.fromisoformat(on)), "count": number(most), "minutes": number(minutes)}
    return [first % whom, _time_it_takes(told["minutes"]), busiest, *_channels(told)]


def _time_it_takes(minutes: int) -> str:
    if minutes < 120:
        return ngettext(
            "It takes %(count)d minute of your time in all.", "It takes %(count)d minutes of your time in all.", minutes
        ) % {"count": minutes}
    hours = round(minutes / 60)
    return _("It takes about %(hours)s hours of your time in all.") % {"hours": number(hours)}


def _channels(told: Mapping[str, Any]) -> list[str]:
    names = {"email": _("E-mails"), "phone": _("Calls"), "post": _("Letters and cards")}
    return [f"{names.get(channel, channel)}: {number(count)}." for channel, count in told["channels"].items()]


def _left_out(told: Mapping[str, Any]) -> list[tuple[int, str]]:
    return [(count, why_left_out(reason, _)) for reason, count in told["dropped"].items()]
