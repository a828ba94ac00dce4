"""What every page shows around its content: the business, the scheduler's heartbeat, the shifted clock."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from afterword.infra import clock, heartbeat


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every template."""
    business = getattr(request, "business", None)
    return {
        "business": business,
        "membership": getattr(request, "membership", None),
        "clock_shifted_to": clock.now() if clock.is_shifted() else None,
        "scheduler_alive": heartbeat.is_alive("scheduler") if business is not None else True,
        "scheduler_last_beat": heartbeat.last_beat("scheduler") if business is not None else None,
    }
