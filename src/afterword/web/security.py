"""What every answer tells the browser: own scripts, styles and pictures only, nothing inline or cached unasked."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none';"
    " manifest-src 'self'"
)


class ContentSecurityPolicy:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        # A part for htmx and the whole page stand at one address: no cache may take one for the other, and what is
        # about customers is kept by no cache at all without asking.
        patch_vary_headers(response, ("HX-Request",))
        if getattr(request, "membership", None) is not None:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
