"""The calendar's pages, and putting a follow-up on another day of its window."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from afterword.businesses.models import Business, Membership
from afterword.businesses.queries import local_today
from afterword.domain.trouble import Trouble
from afterword.followups.actions import BadDay, days_open_to, move_follow_up, undo
from afterword.followups.calendars import open_days
from afterword.followups.queries import Owed
from afterword.followups.whys import whys_of
from afterword.web.calendar.asked import Asked, asked_for
from afterword.web.calendar.sheet import entry_of, sheet, window_in_words
from afterword.web.notices import say, say_trouble
from afterword.web.today import sentences
from afterword.web.today.views import business_of, follow_up_or_404

#: Days offered as buttons; a longer window has a field for the others.
MOST_OFFERED = 14


@require_safe
def calendar(request: HttpRequest, view: str = "month") -> HttpResponse:
    """A month, a week, an agenda or one day."""
    business = business_of(request)
    asked = asked_for(request.GET, view, today=local_today(business), country=business.country)
    shown = sheet(business, membership_of(request), asked)
    context = {"sheet": shown, "asked": asked, "query": urlencode(asked.kept)}
    context |= {"mine": asked.of(mine=True), "everybodys": asked.of(mine=False)}
    return render(request, f"web/calendar/{'agenda' if view == 'day' else view}.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """The days it may be put on; POST puts it there and goes back to the page one came from."""
    owed = follow_up_or_404(follow_up_id)
    business = business_of(request)
    today = local_today(business)
    asked = _came_from(request.POST if request.method == "POST" else request.GET, business, today)
    if request.method == "POST":
        _put(request, owed, today, asked)
        return redirect(f"{asked.path}#f-{owed.id}")
    if owed.state != "open":
        raise Http404
    entry = entry_of(owed, today, whys_of([owed])[owed.id])
    opening = open_days(business)
    span = min((entry.last - entry.first).days + 1, MOST_OFFERED)
    offered = [
        (day, sentences.capital(sentences.today_in_words(day)), day == owed.due_on, not opening.is_open(day))
        for day in (entry.first + timedelta(days=n) for n in range(span))
    ]
    context = {"entry": entry, "asked": asked, "offered": offered, "has_more": entry.last > offered[-1][0]}
    return render(request, "web/calendar/move.html", context | {"window": entry.window})


def _put(request: HttpRequest, owed: Owed, today: date, asked: Asked) -> None:
    words = {"name": owed.customer, "window": _window(owed, today)}
    try:
        on = date.fromisoformat(request.POST.get("to", ""))
    except ValueError:
        say_trouble(request, _("Choose a day: %(name)s fits from %(window)s.") % words)
        return
    try:
        move_follow_up(follow_up_id=owed.id, member_id=request.user.pk, on=on)
    except BadDay:
        said = _("%(name)s stays where it was: that day is outside the window, which is %(window)s.")
        say_trouble(request, said % words)
    except Trouble as trouble:
        say_trouble(request, trouble)
    else:
        if on != owed.due_on:
            path = reverse("calendar-undo", args=[owed.id]) + "?" + urlencode({"view": asked.view} | asked.kept)
            day = sentences.short_day(on, today)
            say(request, _("%(name)s is on %(day)s now.") % (words | {"day": day}), undo=path)


@require_POST
def take_back(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Undo the move, and back to the calendar."""
    owed = follow_up_or_404(follow_up_id)
    business = business_of(request)
    asked = _came_from(request.GET, business, local_today(business))
    try:
        undo(follow_up_id=owed.id, member_id=request.user.pk)
    except Trouble as trouble:
        say_trouble(request, trouble)
    else:
        say(request, _("Taken back: %(name)s is where it was.") % {"name": owed.customer})
    return redirect(f"{asked.path}#f-{owed.id}")


def _came_from(given: QueryDict, business: Business, today: date) -> Asked:
    return asked_for(given, given.get("view", "month"), today=today, country=business.country)


def _window(owed: Owed, today: date) -> str:
    return window_in_words(*days_open_to(owed, today), today)


def membership_of(request: HttpRequest) -> Membership:
    """The member who asks."""
    membership: Membership = request.membership  # type: ignore[attr-defined]
    return membership
