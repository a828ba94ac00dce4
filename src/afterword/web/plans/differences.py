"""Two versions of a plan beside each other: what differs, in the owner's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from afterword.businesses.queries import current_business
from afterword.domain.contact import Purpose
from afterword.plans.editing.drawn_up import DrawnPlan, DrawnStep
from afterword.plans.models import Plan, Step
from afterword.web.audiences.said import say_audience
from afterword.web.plans import sentences
from afterword.web.plans.stop_words import say_stops
from afterword.web.templatetags.frame import money


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was; empty where there was, or is, nothing."""

    what: str
    before: str
    after: str


def differences(live: DrawnPlan, new: DrawnPlan) -> list[Difference]:
    """Everything that differs, the plan's own facts first."""
    return [*_of_facts(live, new), *_of_steps(live, new)]


def _of_facts(live: DrawnPlan, new: DrawnPlan) -> Iterator[Difference]:
    pairs = (
        (_("Name"), live.name, new.name),
        (_("What it does"), live.why, new.why),
        (_("How it begins"), _begins(live), _begins(new)),
        (_("Whom it is for"), _for(live), _for(new)),
        (_("Care or advertising"), purpose_words(live.purpose), purpose_words(new.purpose)),
        (_("What ends it early"), say_stops(live.stops), say_stops(new.stops)),
        (_("Priority"), str(live.priority), str(new.priority)),
    )
    yield from (Difference(*pair) for pair in pairs if pair[1] != pair[2])


def _of_steps(live: DrawnPlan, new: DrawnPlan) -> Iterator[Difference]:
    before = {step.key: step for step in live.steps}
    after = {step.key: step for step in new.steps}
    for step in new.steps:
        old = before.get(step.key)
        if old is None:
            yield Difference(_("New step: %(step)s") % {"step": step.name}, "", _when(step, new))
        else:
            yield from _of_step(old, step, live, new)
    for step in live.steps:
        if step.key not in after:
            yield Difference(_("Step taken out: %(step)s") % {"step": step.name}, _when(step, live), "")
    order = [step.key for step in new.steps if step.key in before]
    if order != [step.key for step in live.steps if step.key in after]:
        yield Difference(
            _("Order of the steps"),
            ", ".join(step.name for step in live.steps),
            ", ".join(step.name for step in new.steps),
        )


def _of_step(old: DrawnStep, new: DrawnStep, live: DrawnPlan, other: DrawnPlan) -> Iterator[Difference]:
    one, two = as_row(old), as_row(new)
    pairs = (
        (_("Name"), old.name, new.name),
        (_("When"), sentences.when(one, live.trigger), sentences.when(two, other.trigger)),
        (_("How"), sentences.by(one), sentences.by(two)),
        (_("Who lets it go"), sentences.who_lets_it_go(one), sentences.who_lets_it_go(two)),
        (_("If it is missed"), sentences.if_missed(one), sentences.if_missed(two)),
        (_("Minutes"), str(old.minutes), str(new.minutes)),
        (_("Cost"), _cost(old), _cost(new)),
        (_("Only for"), say_audience(old.conditions), say_audience(new.conditions)),
    )
    for what, before, after in pairs:
        if before != after:
            yield Difference(f"{new.name}: {what}", before, after)
    if old.wording != new.wording:
        yield Difference(f"{new.name}: {_('Wording')}", _("as it was"), _("changed"))


def as_row(step: DrawnStep) -> Step:
    """The step as an unsaved row, for sentences."""
    return Step(
        key=step.key,
        name=step.name,
        opens_amount=step.opens,
        closes_amount=step.closes,
        offset_unit=step.unit,
        channels=",".join(step.channels),
        mode=step.mode,
        minutes=step.minutes,
        missed_kind=step.missed_kind,
        missed_days=step.missed_days,
    )


def as_plan(drawn: DrawnPlan) -> Plan:
    """The plan as an unsaved row, for sentences."""
    return Plan(**drawn.facts())


def purpose_words(purpose: str) -> str:
    """What a purpose means for who may get it."""
    return {
        Purpose.CARE.value: _("Care: it goes to everybody who has not said no."),
        Purpose.PROMOTION.value: _("Advertising: it goes only to those who may get that, never to the unhappy."),
        Purpose.TRANSACTIONAL.value: _("An answer that they asked for."),
        Purpose.PUBLIC.value: _("A thank-you in public: only by your hand, and only with their yes to being named."),
    }.get(purpose, purpose)


def _begins(plan: DrawnPlan) -> str:
    return sentences.starts_with(as_plan(plan))


def _for(plan: DrawnPlan) -> str:
    return say_audience(plan.audience)


def _when(step: DrawnStep, plan: DrawnPlan) -> str:
    row = as_row(step)
    return f"{sentences.when(row, plan.trigger)}. {sentences.by(row)}."


def _cost(step: DrawnStep) -> str:
    return money(step.cost_minor, current_business().currency)
