"""Open days, closed days, quiet hours and how often a customer may hear from the business."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from afterword.businesses.actions import BadBusiness, close_day, open_day, set_hours
from afterword.businesses.queries import closed_days, current_business
from afterword.web.notices import say, told
from afterword.web.permissions import needs
from afterword.web.settings.forms import ClosedDayForm, HoursForm


@require_http_methods(["GET", "HEAD", "POST"])
@needs("settings")
def hours(request: HttpRequest) -> HttpResponse:
    """The form, the list of closed days, and keeping the form."""
    mine = current_business()
    form = HoursForm(request.POST or None, initial=HoursForm.initial_of(mine))
    if request.method == "POST" and form.is_valid():
        try:
            set_hours(business=mine, **form.changes())
        except BadBusiness as trouble:
            form.add_error(None, told(trouble))
        else:
            say(request, _("Kept."))
            return redirect("settings-hours")
    return _page(request, form, ClosedDayForm())


@require_POST
@needs("settings")
def add_closed_day(request: HttpRequest) -> HttpResponse:
    """Close a day out of turn."""
    form = ClosedDayForm(request.POST)
    if not form.is_valid():
        return _page(request, HoursForm(initial=HoursForm.initial_of(current_business())), form)
    close_day(day=form.cleaned_data["day"], reason=form.cleaned_data["reason"])
    return redirect("settings-hours")


@require_POST
@needs("settings")
def remove_closed_day(request: HttpRequest, day: str) -> HttpResponse:
    """Open it again."""
    try:
        open_day(day=date.fromisoformat(day))
    except ValueError:
        raise Http404
    return redirect("settings-hours")


def _page(request: HttpRequest, form: HoursForm, closing: ClosedDayForm) -> HttpResponse:
    context = {"tab": "hours", "form": form, "closing": closing, "closed_days": closed_days()}
    status = 422 if form.errors or closing.errors else 200
    return render(request, "web/settings/hours.html", context, status=status)
