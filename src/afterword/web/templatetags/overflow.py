"""The sentence about what will not fit, for Today and the calendar."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from afterword.web.calendar.overflow import what_will_not_fit

register = template.Library()


@register.inclusion_tag("web/calendar/overflow.html", takes_context=True)
def overflow(context: Context, shown_on: str) -> dict[str, Any]:
    """The weeks that are too short; on Today the first alone, on the calendar all of them."""
    weeks = what_will_not_fit(context["business"])
    shown = weeks[:1] if shown_on == "today" else weeks
    return {"weeks": shown, "shown_on": shown_on, "more": len(weeks) - len(shown), "csrf_token": context["csrf_token"]}
