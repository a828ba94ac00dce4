"""The call list, the sheet to print, and the page after a call."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from afterword.businesses.queries import current_business, local_today
from afterword.domain.calling import Outcome
from afterword.followups.calendars import open_days
from afterword.web.calls.acting import attempt_or_404
from afterword.web.calls.board import board_for
from afterword.web.calls.forms import AfterForm
from afterword.web.today.sentences import today_in_words


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Whom to ring."""
    return render(request, "web/calls/calls.html", {"board": board_for(request)})


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """Today's calls on paper, with room to write."""
    board = board_for(request)
    context = {"board": board, "rows": board.now + board.later, "day": today_in_words(board.today)}
    return render(request, "web/calls/sheet.html", context)


@require_safe
def after(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """A note on what was said, and what comes next."""
    attempt = attempt_or_404(attempt_id)
    today = local_today(current_business())
    form = AfterForm(initial={"note": attempt.note, "on": _in_a_week(today)})
    context = {
        "attempt": attempt,
        "form": form,
        "headline": _headline(attempt.outcome) % {"name": attempt.customer.display_name},
        "asked_not": attempt.outcome == Outcome.DO_NOT_CALL,
        "tomorrow": today + timedelta(days=1),
    }
    return render(request, "web/calls/after.html", context)


def _headline(outcome: str) -> str:
    return {
        Outcome.REACHED: _("You spoke to %(name)s"),
        Outcome.VOICEMAIL: _("You left a message for %(name)s"),
        Outcome.DO_NOT_CALL: _("%(name)s is not called any more"),
    }.get(Outcome(outcome), _("You called %(name)s"))


def _in_a_week(today: date) -> date:
    """The first open day a week from now."""
    return open_days(current_business()).next_open(today + timedelta(days=7))
