"""Whether what works by itself is at work: the loops' heartbeats."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from afterword.infra import clock
from afterword.infra.heartbeat import SILENT_AFTER
from afterword.infra.models import Heartbeat
from afterword.web.permissions import needs


@require_safe
@needs("settings")
def health(request: HttpRequest) -> HttpResponse:
    """Each loop with when it was last alive and what it last did."""
    now = clock.wall()
    loops = [
        {"name": beat.name, "at": beat.at, "note": beat.note, "is_alive": now - beat.at < SILENT_AFTER}
        for beat in Heartbeat.objects.order_by("name")[:50]
    ]
    return render(request, "web/settings/health.html", {"tab": "health", "loops": loops})
