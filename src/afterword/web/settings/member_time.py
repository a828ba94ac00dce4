"""A member's minutes on each weekday and the days away: what the days are composed by."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import get_day_names
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from afterword.businesses import queries
from afterword.businesses.models import Absence, Membership
from afterword.businesses.queries import current_business, local_today
from afterword.businesses.working_time import MOST_MINUTES, BadTime, be_away, be_back, forget_minutes, keep_minutes
from afterword.plans.days import compose_by_plan
from afterword.web.notices import say, told
from afterword.web.permissions import needs


class MinutesForm(forms.Form):
    """Minutes on each weekday; all left empty: not said."""

    all_optional = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = get_day_names("wide", locale=(get_language() or "en").replace("-", "_").split("@")[0])
        for weekday in range(7):
            self.fields[f"day{weekday}"] = forms.IntegerField(
                label=names[weekday].capitalize(), required=False, min_value=0, max_value=MOST_MINUTES
            )

    def minutes(self) -> list[int]:
        """Monday first; empty if nothing was said."""
        given = [self.cleaned_data.get(f"day{weekday}") for weekday in range(7)]
        return [] if all(one is None for one in given) else [one or 0 for one in given]


class AwayForm(forms.Form):
    """From one day to another."""

    first = forms.DateField(label=gettext_lazy("First day away"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=gettext_lazy("Last day away"), widget=forms.DateInput(attrs={"type": "date"}))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("team")
def member_time(request: HttpRequest, member_id: int) -> HttpResponse:
    """The minutes and the days away; POST keeps the minutes and composes the days anew."""
    member = get_object_or_404(queries.team(), pk=member_id)
    form = MinutesForm(request.POST or None, initial=_initial(member))
    if request.method == "POST" and form.is_valid():
        if minutes := form.minutes():
            keep_minutes(membership=member, minutes=minutes)
        else:
            forget_minutes(membership=member)
        compose_by_plan()
        say(request, _("Kept, and the days are arranged by it."))
        return redirect("member-time", member.pk)
    return _page(request, member, form, AwayForm())


@require_POST
@needs("team")
def add_absence(request: HttpRequest, member_id: int) -> HttpResponse:
    """Enter days away."""
    member = get_object_or_404(queries.team(), pk=member_id)
    form = AwayForm(request.POST)
    if form.is_valid():
        try:
            be_away(membership=member, **form.cleaned_data)
        except BadTime as trouble:
            form.add_error(None, told(trouble))
        else:
            compose_by_plan()
            say(request, _("Kept, and the days are arranged by it."))
            return redirect("member-time", member.pk)
    return _page(request, member, MinutesForm(initial=_initial(member)), form)


@require_POST
@needs("team")
def remove_absence(request: HttpRequest, member_id: int, absence_id: int) -> HttpResponse:
    """Here after all."""
    member = get_object_or_404(queries.team(), pk=member_id)
    be_back(absence_id=absence_id, membership=member)
    compose_by_plan()
    return redirect("member-time", member.pk)


def _initial(member: Membership) -> dict[str, int]:
    return {f"day{weekday}": minutes for weekday, minutes in enumerate(member.weekday_minutes)}


def _page(request: HttpRequest, member: Membership, form: MinutesForm, away: AwayForm) -> HttpResponse:
    today: date = local_today(current_business())
    absences = Absence.objects.filter(membership=member, last__gte=today).order_by("first")
    context = {"tab": "team", "member": member, "form": form, "away": away, "absences": absences}
    status = 422 if form.errors or away.errors else 200
    return render(request, "web/settings/member_time.html", context, status=status)
