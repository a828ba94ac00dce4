"""The small questions that an action asks first: when, why, what was said; and the sheet on which a draft is edited."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from afterword.businesses.queries import current_business, local_today
from afterword.domain.trouble import Trouble
from afterword.followups.actions import approve_follow_up
from afterword.followups.calendars import open_days
from afterword.followups.drafts import edit_draft
from afterword.followups.queries import Owed
from afterword.web.notices import say, told
from afterword.web.today import sentences
from afterword.web.today.acting import answer, tell_approved
from afterword.web.today.asked import asked_for
from afterword.web.today.board import Row, rows_of
from afterword.web.today.forms import DraftForm
from afterword.web.today.views import business_of, follow_up_or_404

PANELS = ("later", "skip", "done", "no-answer")


@require_safe
def panel(request: HttpRequest, follow_up_id: int, name: str) -> HttpResponse:
    """One question about one follow-up: inside its row, or as a page where there is no JavaScript."""
    if name not in PANELS:
        raise Http404
    business = business_of(request)
    today = local_today(business)
    row = _row(follow_up_id, today)
    context = {
        "row": row,
        "panel": f"web/today/panels/{name}.html",
        "asked": asked_for(request),
        "today": today,
        "days": _days(row.owed, today),
        "last": last_day(row.owed, today),
        "tomorrow": today + timedelta(days=1),
    }
    template = "web/today/panel.html" if request.headers.get("HX-Request") else "web/today/panel_page.html"
    return render(request, template, context)


def last_day(owed: Owed, today: date) -> date:
    """The last day until which it can be put off; the same rule as in ``snooze_follow_up``."""
    return max(owed.window_last + timedelta(days=owed.late_days), today + timedelta(days=7))


def _days(owed: Owed, today: date) -> list[tuple[date, str]]:
    """Days to put it off to, in words: tomorrow, in three days, next week; on open days, within reason."""
    opening = open_days(current_business())
    last = last_day(owed, today)
    offers = {
        opening.next_open(today + timedelta(days=1)): _("Tomorrow"),
        opening.next_open(today + timedelta(days=3)): _("In 3 days"),
        opening.next_open(today + timedelta(days=7)): _("Next week"),
    }
    return [
        (day, f"{words} · {sentences.weekday(day)}" if (day - today).days < 7 else words)
        for day, words in offers.items()
        if day <= last
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """The draft in a field to write in; kept, or kept and approved."""
    row = _row(follow_up_id, local_today(business_of(request)))
    asked = asked_for(request)
    initial = {"subject": row.draft.subject, "body": row.draft.body}
    form = DraftForm(request.POST or None, initial=initial, has_subject=row.owed.channel == "email")
    if request.method == "POST" and form.is_valid():
        try:
            edit_draft(follow_up_id=follow_up_id, member_id=request.user.pk, **form.cleaned_data)
            if "approve" in request.POST:
                approve_follow_up(follow_up_id=follow_up_id, member_id=request.user.pk)
                tell_approved(request, row.owed)
            else:
                say(request, _("Your words to %(name)s are kept.") % {"name": row.owed.customer})
            return answer(request, row.owed)
        except Trouble as trouble:
            form.add_error(None, told(trouble))
    status = 422 if form.errors else 200
    return render(request, "web/today/edit.html", {"row": row, "form": form, "asked": asked}, status=status)


def _row(follow_up_id: int, today: date) -> Row:
    owed = follow_up_or_404(follow_up_id)
    if owed.state not in ("open", "unclear"):
        raise Http404
    return rows_of([owed], today)[0]
