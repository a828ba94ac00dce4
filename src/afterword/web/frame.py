"""What every page shows around its content: the business, the scheduler's heartbeat, the shifted clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from afterword.conversations.queries import how_many_wait
from afterword.infra import clock, heartbeat
from afterword.web.permissions import rights_of


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every template; what costs a query is asked only where it is shown."""
    membership = getattr(request, "membership", None)
    pulse = SimpleLazyObject(_Pulse)
    return {
        "business": getattr(request, "business", None),
        "membership": membership,
        "may": rights_of(membership),
        "section": _section(request),
        "clock_shifted_to": clock.now() if clock.is_shifted() else None,
        "pulse": pulse,
        "talks": SimpleLazyObject(_Talks),
    }


class _Pulse:
    """The scheduler's pulse, asked once per page."""

    def __init__(self) -> None:
        self.last_beat: datetime | None = heartbeat.last_beat("scheduler")
        self.is_alive = self.last_beat is not None and clock.wall() - self.last_beat < heartbeat.SILENT_AFTER


class _Talks:
    """Who waits for an answer, asked once per page."""

    def __init__(self) -> None:
        self.waiting = how_many_wait()


def _section(request: HttpRequest) -> str:
    """The folder of the view under ``web``: which entry of the navigation is current."""
    match = request.resolver_match
    if match is None:
        return ""
    rooms = match.func.__module__.split(".")
    return rooms[2] if len(rooms) > 2 else ""
