"""What is wrong with a plan as it is drawn up: each fault at its own field, in one sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from afterword.channels.registry import is_by_hand
from afterword.domain.audience import BadAudience
from afterword.domain.channel import Channel, is_known
from afterword.domain.contact import NETWORKS, Purpose
from afterword.domain.planning import MOST, MissedKind, Mode, Unit
from afterword.domain.stopping import BadStopRule, read_stop_rules
from afterword.domain.triggers import BadTrigger, read_trigger
from afterword.domain.trouble import Trouble
from afterword.plans.editing.drawn_up import DrawnPlan, DrawnStep
from afterword.plans.segments.in_place import read_with_groups
from afterword.plans.wording import BadWording, asks_for_own_line, check_wording
from afterword.plans.working import working_kinds

#: More touches than that to one customer are no plan any more.
MOST_STEPS = 12
_LONGEST_NAME = 100
_LONGEST_WHY = 300
#: Minutes of a member's time for one touch, and days after the window.
_MOST_MINUTES = 480
_MOST_DAYS_LATE = 365
#: A card and its postage, in minor units.
_MOST_COST = 10_000_000

Fault = tuple[str, str]


class BadPlan(Trouble):
    """A plan that cannot be kept; ``faults`` has a sentence for each field, named as "name" or "steps.0.opens"."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(" ".join(dict.fromkeys(faults.values())))
        self.faults = faults


def check_plan(plan: DrawnPlan) -> None:
    """Raise :class:`BadPlan` with everything that is wrong."""
    faults: dict[str, str] = {}
    for name, sentence in _faults(plan):
        faults.setdefault(name, sentence)
    if faults:
        raise BadPlan(faults)


def _faults(plan: DrawnPlan) -> Iterator[Fault]:
    if not plan.name.strip():
        yield "name", "Give the plan a name."
    if len(plan.name) > _LONGEST_NAME:
        yield "name", "This name is too long. Use at most 100 letters."
    if len(plan.why) > _LONGEST_WHY:
        yield "why", "This is too long. Use at most 300 letters."
    yield from _refused("trigger", BadTrigger, lambda: read_trigger(plan.trigger, plan.trigger_facts))
    if plan.trigger not in working_kinds():
        yield "trigger", "Nothing begins a plan that way yet. Choose another beginning."
    if plan.audience is not None:
        yield from _refused("audience", BadAudience, lambda: read_with_groups(plan.audience))
    if plan.purpose not in list(Purpose):
        yield "purpose", "Choose what the plan is for."
    if not 0 <= plan.priority <= 100:
        yield "priority", "Choose a number from 0 to 100."
    if not 0 <= plan.again_after_days <= MOST[Unit.DAYS]:
        yield "again_after_days", f"Choose 1 to {MOST[Unit.DAYS]} days."
    yield from _refused("stops", BadStopRule, lambda: read_stop_rules(plan.stops))
    yield from _of_steps(plan)


def _of_steps(plan: DrawnPlan) -> Iterator[Fault]:
    if not plan.steps:
        yield "steps", "A plan needs at least one step. Add one."
    if len(plan.steps) > MOST_STEPS:
        yield "steps", f"Use at most {MOST_STEPS} steps."
    if len({step.key for step in plan.steps}) < len(plan.steps):
        yield "steps", "Two steps have the same key. Take one of them out and add it again."
    for number, step in enumerate(plan.steps):
        in_public = _in_public(step) if plan.purpose == Purpose.PUBLIC else iter(())
        for name, sentence in (*in_public, *_of_step(step)):
            yield f"steps.{number}.{name}", sentence


def _in_public(step: DrawnStep) -> Iterator[Fault]:
    """Whoever is thanked where all can read is thanked on a network, and by a person."""
    if not NETWORKS.issuperset(step.channels):
        yield "channels", "A thank-you in public goes to a social network alone: choose one, and nothing else."
    if step.mode != Mode.HAND:
        yield "mode", "Nobody but you names a customer in public: choose to do it by hand."
    if step.missed_kind == MissedKind.CALL:
        yield "missed_kind", "A thank-you in public becomes no call: let it still go late, or leave it out."


def _of_step(step: DrawnStep) -> Iterator[Fault]:
    if not step.name.strip():
        yield "name", "Give the step a name."
    if len(step.name) > _LONGEST_NAME:
        yield "name", "This name is too long. Use at most 100 letters."
    yield from _of_window(step)
    yield from _of_channels(step)
    if not 0 <= step.minutes <= _MOST_MINUTES:
        yield "minutes", "Choose 0 to 480 minutes."
    if not 0 <= step.cost_minor <= _MOST_COST:
        yield "cost", "Give an amount of 0 or more."
    if step.missed_kind not in list(MissedKind):
        yield "missed_kind", "Choose what happens when the days have passed."
    if not 0 <= step.missed_days <= _MOST_DAYS_LATE:
        yield "missed_days", "Choose 0 to 365 days."
    if step.conditions is not None:
        yield from _refused("conditions", BadAudience, lambda: read_with_groups(step.conditions))
    try:
        check_wording(step.wording, channels=",".join(_worded(step)))
    except BadWording as bad:
        yield from bad.faults.items()


def _of_window(step: DrawnStep) -> Iterator[Fault]:
    if step.unit not in list(Unit):
        yield "unit", "Choose days, weeks, months or open days."
        return
    most = MOST[Unit(step.unit)]
    for name in ("opens", "closes"):
        if abs(getattr(step, name)) > most:
            yield name, "That lies too far away. Choose a smaller number."
    if step.opens > step.closes:
        yield "closes", "The last day lies before the first. Swap them."


def _of_channels(step: DrawnStep) -> Iterator[Fault]:
    if not step.channels:
        yield "channels", "Choose at least one way to reach them."
    elif not all(is_known(one) for one in step.channels):
        yield "channels", "Choose among the ways that there are."
    elif len(set(step.channels)) < len(step.channels):
        yield "channels", "Name each way once."
    if step.mode not in list(Mode):
        yield "mode", "Choose who lets it go."
    elif step.mode == Mode.AUTOMATIC and all(is_by_hand(one) for one in step.channels):
        yield "mode", "A call or a letter is a person's work: choose your yes, or by hand."
    elif step.mode == Mode.AUTOMATIC and asks_for_own_line(step.wording):
        yield "mode", "It asks for a line in your own hand: choose your yes, or by hand."


def _worded(step: DrawnStep) -> tuple[str, ...]:
    """The channels that need words: a step that becomes a call when it is missed needs something to say."""
    calls = step.missed_kind == MissedKind.CALL and Channel.PHONE not in step.channels
    known = tuple(one for one in step.channels if is_known(one))
    return (*known, Channel.PHONE) if calls else known


def _refused(name: str, kind: type[Trouble], read: Callable[[], Any]) -> Iterator[Fault]:
    try:
        read()
    except kind as refused:
        yield name, str(refused)
