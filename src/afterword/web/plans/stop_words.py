"""What ends a plan early, in the owner's words."""

from __future__ import annotations

from collections.abc import Sequence

from babel.lists import format_list
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from afterword.domain.stopping import StopRule


def stop_words() -> dict[str, str]:
    """Each stop rule as what happens; an opt-out is not among them, because it ends every plan."""
    return {
        StopRule.REPLY.value: _("they write back"),
        StopRule.PURCHASE.value: _("they buy again"),
        StopRule.BOOKING.value: _("they book, or a job is finished"),
        StopRule.COMPLAINT.value: _("they complain"),
        StopRule.WON.value: _("what they asked for is won"),
        StopRule.LOST.value: _("what they asked for is lost"),
    }


def say_stops(stops: Sequence[str]) -> str:
    """The stop rules of a plan as one list, "this or that"; empty where there is none."""
    said = [words for one, words in stop_words().items() if one in stops]
    locale = (get_language() or "en").replace("-", "_")
    return format_list(said, style="or", locale=locale) if said else ""
