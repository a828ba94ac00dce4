"""A plan as it is drawn up, in plain values: what an editor edits and what is written as a version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from afterword.domain.stopping import StopRule
from afterword.plans.models import Plan, Step
from afterword.plans.versions import as_of
from afterword.plans.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnStep:
    """One touch as it is drawn up. Offsets are in ``unit``; below 0 they lie before the anchor."""

    key: str
    name: str
    opens: int
    closes: int
    unit: str = "days"
    #: In order of preference.
    channels: tuple[str, ...] = ("email", "phone", "post")
    mode: str = "approve"
    minutes: int = 2
    #: In minor units of the business's currency.
    cost_minor: int = 0
    #: As ``domain.audience`` writes it; None: for everybody.
    conditions: dict[str, Any] | None = None
    missed_kind: str = "send_late"
    missed_days: int = 7
    wording: Wording = field(default_factory=Wording)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPlan:
    """A whole plan as it is drawn up; its facts are named as the columns of :class:`Plan`."""

    name: str
    why: str = ""
    trigger: str = "sale"
    trigger_facts: dict[str, Any] = field(default_factory=dict)
    audience: dict[str, Any] | None = None
    purpose: str = "care"
    priority: int = 50
    again_after_days: int = 0
    once: bool = False
    stops: tuple[str, ...] = ()
    steps: tuple[DrawnStep, ...] = ()

    def facts(self) -> dict[str, Any]:
        """The facts of the plan's row, as a version keeps them."""
        return {
            "name": self.name,
            "why": self.why,
            "trigger": self.trigger,
            "trigger_facts": self.trigger_facts,
            "audience": self.audience,
            "purpose": self.purpose,
            "priority": self.priority,
            "again_after_days": self.again_after_days,
            "once": self.once,
            "stops": ",".join(self.stops),
        }


def drawn_up(plan: Plan, version: int | None = None) -> DrawnPlan:
    """A version of a plan, the live one where none is named, in plain values. Two queries."""
    number = plan.version if version is None else version
    steps = Step.objects.filter(plan_id=plan.pk, version=number).select_related("template")
    return drawn_from(as_of(plan, number), steps.order_by("position", "id"))


def drawn_from(plan: Plan, steps: Iterable[Step]) -> DrawnPlan:
    """The same from rows at hand, saved or not."""
    return DrawnPlan(
        name=plan.name,
        why=plan.why,
        trigger=plan.trigger,
        trigger_facts=dict(plan.trigger_facts or {}),
        audience=plan.audience,
        purpose=plan.purpose,
        priority=plan.priority,
        again_after_days=plan.again_after_days,
        once=plan.once,
        stops=in_order(words_of(plan.stops)),
        steps=tuple(_step(step) for step in steps),
    )


def in_order(stops: Iterable[str]) -> tuple[str, ...]:
    """Stop rules from what weighs most to what weighs least, so that two plans with the same ones are alike."""
    known = [str(rule) for rule in StopRule]
    return tuple(sorted(set(stops), key=lambda one: (known.index(one) if one in known else len(known), one)))


def words_of(listed: str) -> tuple[str, ...]:
    """The words of a column that holds several, separated by commas."""
    return tuple(word.strip() for word in listed.split(",") if word.strip())


def _step(step: Step) -> DrawnStep:
    words = step.template
    return DrawnStep(
        key=step.key,
        name=step.name,
        opens=step.opens_amount,
        closes=step.closes_amount,
        unit=step.offset_unit,
        channels=words_of(step.channels),
        mode=step.mode,
        minutes=step.minutes,
        cost_minor=step.cost_minor,
        conditions=step.conditions,
        missed_kind=step.missed_kind,
        missed_days=step.missed_days,
        wording=Wording(words.email_subject, words.email_body, words.call_script, words.letter_body, words.text_body),
    )
