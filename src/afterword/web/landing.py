"""Where a member arrives."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Their own page, until Today stands here."""
    return redirect("plans")
