"""Pages for when something is not there, is not for this role, or broke."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, the same for "is not there" and "is not yours"."""
    return render(request, "web/trouble/not_found.html", status=404)


def not_yours(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 for a member whose role does not include this."""
    template = "web/trouble/not_yours.html" if getattr(request, "membership", None) else "web/trouble/refused.html"
    return render(request, template, status=403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token: signed out meanwhile, or cookies are off."""
    return render(request, "web/trouble/form_expired.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """500, without the database and without the request: either may be what broke."""
    return HttpResponse(render_to_string("web/trouble/broken.html"), status=500)
