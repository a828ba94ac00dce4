"""Pages for when something is not there or broke."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, the same for "is not there" and "is not yours"."""
    return render(request, "web/trouble/not_found.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500, without the database."""
    return render(request, "web/trouble/broken.html", status=500)
