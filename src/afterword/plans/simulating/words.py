"""A trial in the owner's words: what each touch began with, and why something is left out."""

from __future__ import annotations

from collections.abc import Callable

from afterword.domain.contact import Reason
from afterword.domain.reasons import REASON_SENTENCES
from afterword.plans.simulating.playing import JOINED
from afterword.plans.simulating.simulation import SimulatedTouch


def _unchanged(text: str) -> str:
    return text


def began_with(touch: SimulatedTouch, translate: Callable[[str], str] = _unchanged) -> str:
    """What the touch follows: a purchase or a question, with its day where that is known."""
    asked = touch.trigger == "inquiry"
    if touch.anchor is None:
        return translate("Asked you something.") if asked else translate("Bought from you.")
    sentence = translate("Asked on %(day)s.") if asked else translate("Bought on %(day)s.")
    return sentence % {"day": touch.anchor.isoformat()}


def why_left_out(reason: str, translate: Callable[[str], str] = _unchanged) -> str:
    """One sentence for a reason, about nobody in particular."""
    if reason == JOINED:
        return translate("An earlier purchase is being followed up already, and this one belongs to it.")
    return translate(REASON_SENTENCES[Reason(reason)][-1])
