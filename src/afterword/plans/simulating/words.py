"""A trial in the owner's words: what each touch began with, and why something is left out."""

from __future__ import annotations

from collections.abc import Callable

from afterword.domain.contact import Reason
from afterword.domain.day_moved import DayMoved, day_moved_sentence
from afterword.domain.ended import Ended, ended_sentence
from afterword.domain.giving_way import GaveWay, gave_way_sentence
from afterword.domain.reasons import REASON_SENTENCES
from afterword.plans.dated.kinds import DATED_KINDS
from afterword.plans.simulating.playing import JOINED
from afterword.plans.simulating.simulation import SimulatedTouch
from afterword.plans.simulating.tried import KEEPS_IN_TOUCH

_MOVED = frozenset(DayMoved)
_ENDED = frozenset(Ended)
_GAVE_WAY = frozenset(GaveWay)


def _unchanged(text: str) -> str:
    return text


def began_with(touch: SimulatedTouch, translate: Callable[[str], str] = _unchanged) -> str:
    """What the touch follows: a purchase, a question or a day, with its date where that is known."""
    if touch.trigger in DATED_KINDS and touch.anchor is not None:
        return _day_it_is_about(touch.trigger, translate) % {"day": touch.anchor.isoformat()}
    if touch.trigger == KEEPS_IN_TOUCH and touch.anchor is not None:
        return translate("Their turn to hear from you on %(day)s.") % {"day": touch.anchor.isoformat()}
    if touch.trigger in ("job_done", "event", "manual") and touch.anchor is not None:
        return _what_began_it(touch.trigger, translate) % {"day": touch.anchor.isoformat()}
    asked = touch.trigger == "inquiry"
    if touch.anchor is None:
        return translate("Asked you something.") if asked else translate("Bought from you.")
    sentence = translate("Asked on %(day)s.") if asked else translate("Bought on %(day)s.")
    return sentence % {"day": touch.anchor.isoformat()}


def _what_began_it(kind: str, translate: Callable[[str], str]) -> str:
    match kind:
        case "job_done":
            return translate("A job finished on %(day)s.")
        case "manual":
            return translate("Started by hand on %(day)s.")
        case _:
            return translate("It happened on %(day)s.")


def _day_it_is_about(kind: str, translate: Callable[[str], str]) -> str:
    match kind:
        case "birthday":
            return translate("Birthday on %(day)s.")
        case "sale_anniversary":
            return translate("Anniversary of a purchase on %(day)s.")
        case "service_due":
            return translate("Due for service on %(day)s.")
        case "warranty_end":
            return translate("The warranty ends on %(day)s.")
        case "used_up":
            return translate("Likely used up on %(day)s.")
        case "silence":
            return translate("Silent for unusually long on %(day)s.")
        case _:
            return translate("The day is %(day)s.")


def why_left_out(reason: str, translate: Callable[[str], str] = _unchanged) -> str:
    """One sentence for a reason, about nobody in particular."""
    if reason == JOINED:
        return translate("An earlier purchase is being followed up already, and this one belongs to it.")
    if reason in _ENDED:
        return ended_sentence(Ended(reason), translate("They"), translate=translate)
    if reason in _MOVED:
        return day_moved_sentence(DayMoved(reason), translate=translate)
    if reason in _GAVE_WAY:
        return gave_way_sentence(GaveWay(reason), translate=translate)
    return translate(REASON_SENTENCES[Reason(reason)][-1])
