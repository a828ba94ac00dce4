"""The audit's page, and a list for each thing that it found."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from afterword.businesses.queries import local_today, team
from afterword.followups.queries import latest_audit
from afterword.plans.auditing.exceptions import (
    Kind,
    Place,
    TouchPage,
    exception_counts,
    page_of,
    person_page,
    touch_page,
)
from afterword.plans.auditing.models import Tally
from afterword.plans.auditing.tables import by_member, by_plan, not_in_time
from afterword.plans.models import Plan
from afterword.sales.queries import bought_in_short
from afterword.web.audit import sentences
from afterword.web.customer.forms import CHANNELS
from afterword.web.today.board import rows_of
from afterword.web.today.views import business_of

#: How long a difference that a night's count has found is spoken of.
SPOKEN_OF = timedelta(days=7)


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """What the last audit found, by kind, by plan and month, and by member."""
    today = local_today(business_of(request))
    counts = exception_counts(today)
    months, plans = by_plan(today)
    result = latest_audit()
    tally = Tally.objects.first()
    differed_at = tally.differed_at if tally else None
    context = {
        "result": result,
        "lines": [sentences.exception_line(kind, counts[kind]) for kind in Kind],
        "months": [(month, sentences.month_name(month)) for month in months],
        "plans": plans,
        "members": by_member(today),
        "differed_at": differed_at if differed_at and result and result.at - differed_at < SPOKEN_OF else None,
    }
    return render(request, "web/audit/audit.html", context)


@require_safe
def touches(request: HttpRequest, kind: str) -> HttpResponse:
    """The touches of one kind of exception."""
    if kind not in (Kind.UNCLEAR, Kind.LATE, Kind.NOT_COVERED):
        raise Http404
    found = touch_page(Kind(kind), after=_place(request), today=local_today(business_of(request)))
    return _touches(request, found, sentences.title(Kind(kind)), sentences.explanation(Kind(kind)), kind)


@require_safe
def not_in_time_of(request: HttpRequest, plan_id: int, month: str) -> HttpResponse:
    """The touches of a plan (0: by hand) that were not done in time in a month, written 2026-11."""
    plan = get_object_or_404(Plan.objects.all(), pk=plan_id) if plan_id else None
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise Http404 from None
    found = page_of(not_in_time(plan.pk if plan else None, first), _place(request))
    name = plan.name if plan else _("By hand")
    title = _("%(plan)s: not in time in %(month)s") % {"plan": name, "month": sentences.month_and_year(first)}
    return _touches(request, found, title, "", "done")


def _touches(request: HttpRequest, found: TouchPage, title: str, why: str, kind: str) -> HttpResponse:
    context = {
        "title": title,
        "why": why,
        "kind": kind,
        "rows": rows_of(found.touches, local_today(business_of(request))),
        "next": sentences.place_query(found.next),
        "is_first_page": "after" not in request.GET,
        "team": list(team()),
    }
    return render(request, "web/audit/touches.html", context)


@require_safe
def people(request: HttpRequest, who: str) -> HttpResponse:
    """The people of one kind of exception."""
    if who not in (Kind.FORGOTTEN, Kind.CANNOT_BE_REACHED):
        raise Http404
    return _people(request, Kind(who))


@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    """Those who would be forgotten; Today leads here."""
    return _people(request, Kind.FORGOTTEN)


def _people(request: HttpRequest, kind: Kind) -> HttpResponse:
    today = local_today(business_of(request))
    found = person_page(kind, after=_place(request), today=today)
    bought = bought_in_short([one.customer_id for one in found.people])
    context = {
        "kind": kind,
        "result": latest_audit(),
        "explanation": sentences.explanation(kind),
        "people": [(one, bought.get(one.customer_id)) for one in found.people],
        "next": sentences.place_query(found.next),
        "is_first_page": "after" not in request.GET,
        "channels": CHANNELS,
        "tomorrow": today + timedelta(days=1),
        "in_three_months": today + timedelta(days=90),
    }
    return render(request, "web/audit/people.html", context)


def _place(request: HttpRequest) -> Place | None:
    """Where the page goes on, as :func:`sentences.place_query` wrote it; the first page where it cannot be read."""
    parts = request.GET.get("after", "").split("_")
    try:
        day, value, row_id = parts
        return date.fromisoformat(day), int(value[:19]), int(row_id[:18])
    except ValueError:
        return None
