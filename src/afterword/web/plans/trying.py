"""Trying plans on last year or on the next ninety days: sentences first, then a picture, then who exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect
from django_tasks_db.models import DBTaskResult

from afterword.businesses.queries import current_business, local_today
from afterword.customers.models import Customer
from afterword.infra.tenancy import current_business_id
from afterword.plans.simulating.jobs import run_trial_job, trial_as_told
from afterword.web.permissions import needs
from afterword.web.plans.sentences import channel_words
from afterword.web.plans.trial_told import left_out, left_out_of_two, rows_of_two, sentences_of, weeks_of_two
from afterword.web.plans.trials import ALL, Trial, trial_of
from afterword.web.plans.trying_picture import picture_of

#: With more customers than that it is a job: a page should not keep anybody waiting for more than a few seconds.
AT_ONCE = 20_000

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
def trial(request: HttpRequest, kind: str, slug: str, when: str) -> HttpResponse:
    """The outcome at once; for very many customers a button that begins the work."""
    tried, stretch = trial_of(kind, slug), _stretch(when)
    if Customer.objects.count() > AT_ONCE:
        return _waiting(request, "web/plans/trial_begin.html", tried, stretch)
    told = [trial_as_told(name=name, first=stretch.first, days=stretch.days) for name in tried.names]
    return _outcome(request, tried, stretch, told)


@require_POST
@needs("plans")
def begin_trial(request: HttpRequest, kind: str, slug: str, when: str) -> HttpResponse:
    """Put it to work in the background."""
    tried, stretch = trial_of(kind, slug), _stretch(when)
    job = run_trial_job.enqueue(current_business_id(), list(tried.names), stretch.first.isoformat(), stretch.days)
    return redirect(tried.url("-at-work", when, str(job.id)))


@never_cache
@require_safe
@needs("plans")
def trial_at_work(request: HttpRequest, kind: str, slug: str, when: str, job_id: str) -> HttpResponse:
    """What a job found; while it is at work the page looks again by itself."""
    tried, stretch = trial_of(kind, slug), _stretch(when)
    job = _job(job_id)
    business_id, names, first, days = job.args_kwargs["args"]
    # Jobs belong to the installation: only this business's own is shown.
    if (business_id, tuple(names), days) != (current_business_id(), tried.names, stretch.days):
        raise Http404
    is_part = bool(request.headers.get("HX-Request"))
    if job.status in ("READY", "RUNNING"):
        template = "web/plans/trial_at_work_part.html" if is_part else "web/plans/trial_at_work.html"
        return _waiting(request, template, tried, stretch)
    if is_part:
        return HttpResponseClientRedirect(request.path)
    if job.status != "SUCCESSFUL":
        return _waiting(request, "web/plans/trial_begin.html", tried, stretch, failed=True)
    stretch = Stretch(stretch.when, stretch.title, date.fromisoformat(first), stretch.days)
    return _outcome(request, tried, stretch, job.return_value or [])


def _job(job_id: str) -> DBTaskResult[Any, Any]:
    """Raises ``Http404`` where there is no such trial."""
    try:
        wanted = UUID(job_id)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(DBTaskResult.objects.filter(task_path=run_trial_job.module_path), id=wanted)


def _stretch(when: str) -> Stretch:
    today = local_today(current_business())
    if when == "last-year":
        return Stretch(when, _("Tried on last year"), today - timedelta(days=365), 365)
    if when == "next-90-days":
        return Stretch(when, _("The next 90 days"), today, 90)
    raise Http404


def _waiting(
    request: HttpRequest, template: str, tried: Trial, stretch: Stretch, *, failed: bool = False
) -> HttpResponse:
    begin = tried.url("-begin", stretch.when)
    return render(request, template, {"trial": tried, "stretch": stretch, "begin": begin, "failed": failed})


def _outcome(request: HttpRequest, tried: Trial, stretch: Stretch, told: Sequence[Mapping[str, Any]]) -> HttpResponse:
    common = {"trial": tried, "stretch": stretch, "is_all": tried.slug == ALL}
    if len(told) == 1:
        return render(request, "web/plans/trial.html", common | _of_one(request, tried, stretch, told[0]))
    one, other = told
    context = {
        "rows": rows_of_two(one, other),
        "weeks": weeks_of_two(one, other),
        "costs": bool(one["cost_minor"] or other["cost_minor"]),
        "left_out": left_out_of_two(one, other),
        "differing": _differing(tried, one, other),
        "is_whole": all(each["touches"] == len(each["sample"]) for each in told),
    }
    return render(request, "web/plans/trial_of_two.html", common | context)


def _of_one(request: HttpRequest, tried: Trial, stretch: Stretch, told: Mapping[str, Any]) -> dict[str, Any]:
    weeks = [(date.fromisoformat(monday), touches, minutes) for monday, touches, minutes, _cost in told["weeks"]]
    page = Paginator(told["sample"], PAGE).get_page(request.GET.get("page"))
    names = _names([row[0] for row in page])
    return {
        "told": told,
        "sentences": sentences_of(told, days=stretch.days, lies_back=stretch.lies_back),
        "left_out": left_out(told),
        "alike": [_alike(row, tried) for row in told.get("alike", [])],
        "picture": picture_of(weeks) if told["touches"] else None,
        "weeks": weeks,
        "page": page,
        "touches": [_touch(row, names, tried) for row in page],
        "more": told["touches"] - len(told["sample"]),
    }


def _touch(row: list[Any], names: Mapping[int, str], tried: Trial) -> dict[str, Any]:
    customer_id, plan, key, channel, on, anchor = row
    return {
        "customer_id": customer_id,
        "name": names.get(customer_id, ""),
        "step": tried.steps.get((plan, key), key),
        "by": channel_words().get(channel, channel),
        "on": date.fromisoformat(on),
        "since": anchor and date.fromisoformat(anchor),
    }


def _alike(row: list[Any], tried: Trial) -> dict[str, Any]:
    plan, key, people, days = row
    return {"step": tried.steps.get((plan, key), key), "people": people, "days": days, "plan": plan}


def _differing(tried: Trial, one: Mapping[str, Any], other: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The first touches that are not the same in both: who, what, and when in each."""
    befores = {(row[0], row[1], row[2], row[5]): row for row in one["sample"]}
    afters = {(row[0], row[1], row[2], row[5]): row for row in other["sample"]}
    pairs = [(befores.get(key), afters.get(key)) for key in dict.fromkeys((*befores, *afters))]
    differing = [(before, after) for before, after in pairs if before is None or after is None or before != after]
    differing.sort(key=lambda pair: (pair[0] or pair[1] or [])[4])
    names = _names([(before or after or [0])[0] for before, after in differing[:PAGE]])
    return [
        {
            "before": _touch(before, names, tried) if before else None,
            "after": _touch(after, names, tried) if after else None,
            "either": _touch(before or after or [], names, tried),
        }
        for before, after in differing[:PAGE]
    ]


def _names(customer_ids: list[int]) -> dict[int, str]:
    return dict(Customer.objects.filter(id__in=customer_ids).values_list("id", "display_name"))
