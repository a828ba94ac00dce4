"""Whether what works by itself is at work: for this business, and for the installation that it lives in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from afterword.businesses.queries import current_business
from afterword.infra.heartbeat import last_done
from afterword.web.permissions import needs


@require_safe
@needs("settings")
def health(request: HttpRequest) -> HttpResponse:
    """What recurs, when it was last done, and what failed; other businesses' is nobody's business here."""
    done = [*last_done(current_business().pk), *last_done(None)]
    return render(
        request,
        "web/settings/health.html",
        {
            "tab": "health",
            "failed": [one for one in done if one.trouble],
            "done": sorted((one for one in done if not one.trouble), key=lambda one: one.at, reverse=True),
        },
    )
