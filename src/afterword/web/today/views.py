"""Today itself, and the letter of one follow-up."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from afterword.businesses.models import Business
from afterword.businesses.queries import local_today
from afterword.followups.queries import Owed, follow_up
from afterword.web.today.asked import asked_for
from afterword.web.today.board import board, rows_of


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Who waits to hear from the business, in one list."""
    return desk(request)


def desk(request: HttpRequest) -> HttpResponse:
    """The page; for htmx the desk alone: the next row, its letter and the numbers all move together."""
    template = "web/today/desk.html" if request.headers.get("HX-Request") else "web/today/today.html"
    shown = board(business_of(request), asked_for(request))
    return render(request, template, {"board": shown, "asked": shown.asked})


@require_safe
def letter(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """The text of one follow-up, for the place beside the list."""
    owed = follow_up_or_404(follow_up_id)
    [row] = rows_of([owed], local_today(business_of(request)))
    return render(request, "web/today/letter.html", {"row": row, "letter": row.letter, "asked": asked_for(request)})


def follow_up_or_404(follow_up_id: int) -> Owed:
    """One follow-up of this business."""
    owed = follow_up(follow_up_id)
    if owed is None:
        raise Http404
    return owed


def business_of(request: HttpRequest) -> Business:
    """The business that the address names."""
    business: Business = request.business  # type: ignore[attr-defined]
    return business
