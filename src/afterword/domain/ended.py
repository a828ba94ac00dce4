"""Why a touch ended before its time by its plan's own rules, in one sentence of the owner's own words."""

from collections.abc import Callable
from enum import StrEnum

from afterword.domain.stopping import StopRule


class Ended(StrEnum):
    """What stands as a follow-up's reason: a stop rule, a condition of its step that is not met, a newer version."""

    OPTED_OUT = "stopped_by_opt_out"
    COMPLAINED = "stopped_by_complaint"
    REPLIED = "stopped_by_reply"
    WON = "stopped_by_won"
    LOST = "stopped_by_lost"
    BOUGHT = "stopped_by_purchase"
    BOOKED = "stopped_by_booking"
    NOT_MEANT = "not_meant"
    PLAN_CHANGED = "plan_changed"


ENDED_BY: dict[StopRule, Ended] = {rule: Ended(f"stopped_by_{rule}") for rule in StopRule}

ENDED_SENTENCES: dict[Ended, str] = {
    Ended.OPTED_OUT: "%(name)s asked not to be contacted, and that ended the plan.",
    Ended.COMPLAINED: "%(name)s complained, and that ended the plan.",
    Ended.REPLIED: "%(name)s wrote back, and that ended the plan.",
    Ended.WON: "%(name)s said yes, and that ended the plan.",
    Ended.LOST: "%(name)s said no, and that ended the plan.",
    Ended.BOUGHT: "%(name)s bought again, and that ended the plan.",
    Ended.BOOKED: "%(name)s has been here or made an appointment, and that ended the plan.",
    Ended.NOT_MEANT: "When its day came, %(name)s was not among those it is meant for.",
    Ended.PLAN_CHANGED: "The plan was changed, and this step is not part of it any more.",
}
"""English message ids."""


def ended_sentence(ended: Ended, name: str, *, translate: Callable[[str], str] = str) -> str:
    """The sentence for a reason; `name` is the customer's."""
    return translate(ENDED_SENTENCES[ended]) % {"name": name}
