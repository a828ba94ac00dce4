"""Which plans are tried, in which version: their rules, and what the gate and a reader must know of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from afterword.domain.channel import Channel
from afterword.domain.contact import Purpose
from afterword.domain.planning import Mode, Offset, StepRule, Unit
from afterword.domain.trouble import Trouble
from afterword.plans.dated.kinds import DATED_KINDS
from afterword.plans.models import Plan, Step
from afterword.plans.rules import PlanFacts, plan_facts, step_facts
from afterword.plans.triggers import TRIGGERS
from afterword.plans.versions import as_of

#: The most days of one unit: a bound to look back by, never a reckoning. A shop may open one day in a week, and close
#: for some of those.
_DAYS_IN = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 31, Unit.BUSINESS_DAYS: 8}
_CLOSED_FOR = 60


#: The kind of the quiet plan.
KEEPS_IN_TOUCH = "keep_in_touch"


class NothingToTry(Trouble):
    """No such plan, or none at all."""


@dataclass(frozen=True, slots=True)
class TriedPlan:
    """One plan in one version."""

    facts: PlanFacts
    name: str
    purpose: Purpose
    #: What each step costs by post, in minor units of the business's currency, by its key.
    costs: Mapping[str, int] = field(default_factory=dict)
    #: Higher wins when touches collide.
    priority: int = 50

    def cost_of(self, step_key: str, channel: Channel) -> int:
        """What one touch costs in money: a card and its postage."""
        return self.costs.get(step_key, 0) if channel is Channel.POST else 0

    @property
    def days_of_grace(self) -> int:
        """How late it may still begin: an inquiry's while an answer does any good, a sale's never."""
        if self.facts.trigger == "sale":
            return 0
        return max((step.late_days for step in self.facts.steps.values()), default=0)

    @property
    def looks_back(self) -> timedelta:
        """No sale older than that can lead to a touch any more."""
        furthest = max((_at_most_days(step.closes) for step in self.facts.rule.steps), default=0)
        opening = max((_at_most_days(step.opens) for step in self.facts.rule.steps), default=0)
        return timedelta(days=max(furthest, opening, 0) + self.days_of_grace + _CLOSED_FOR)

    @property
    def acts_by_itself(self) -> bool:
        """Whether any of its steps leaves without a person."""
        return any(step.mode is Mode.AUTOMATIC for step in self.facts.rule.steps)


def _at_most_days(offset: Offset) -> int:
    return offset.amount * _DAYS_IN[offset.unit]


def keeps_in_touch(plan: TriedPlan) -> bool:
    """Whether it is the quiet plan for whoever has nothing else planned."""
    return plan.facts.trigger == KEEPS_IN_TOUCH


def can_be_tried(plan: Plan) -> bool:
    """Whether what begins the plan is a row that has been recorded, or a day of the calendar."""
    return plan.trigger in TRIGGERS or plan.trigger in DATED_KINDS


def tried_plans(*, slug: str | None = None, version: int | None = None) -> list[TriedPlan]:
    """The plan of that slug, switched on or not, in that version (its present one); without a slug all that are on.

    Raises :class:`NothingToTry`.
    """
    rows = list(Plan.objects.filter(is_active=True) if slug is None else Plan.objects.filter(slug=slug))
    if not rows:
        raise NothingToTry(_what_there_is(slug))
    if slug is None:
        # Keeping in touch has no days of its own to be tried by: they depend on what else is planned.
        rows = [plan for plan in rows if can_be_tried(plan) or plan.trigger == KEEPS_IN_TOUCH]
    elif not can_be_tried(rows[0]):
        raise NothingToTry(f"“{rows[0].name}” begins with nothing that is on record: it cannot be tried.")
    rows.sort(key=lambda plan: plan.pk)
    return [tried_plan(plan, version) for plan in rows]


def tried_plan(plan: Plan, version: int | None = None) -> TriedPlan:
    """One plan in that version, else in its live one. Two queries. Raises :class:`NothingToTry`."""
    steps = list(Step.objects.filter(plan=plan, version=version or plan.version).order_by("position", "id"))
    if version is not None and not steps:
        raise NothingToTry(f"“{plan.name}” has no version {version}. Its live version is {plan.version}.")
    return tried_rows(as_of(plan, version) if version is not None else plan, steps)


def tried_rows(plan: Plan, steps: Sequence[Step]) -> TriedPlan:
    """A plan from rows at hand, saved or not."""
    facts = plan_facts(plan, [step_facts(step) for step in steps])
    costs = {step.key: step.cost_minor for step in steps}
    return TriedPlan(facts, plan.name, Purpose(plan.purpose), costs, plan.priority)


def steps_of_all_versions(plans: Sequence[TriedPlan]) -> dict[int, tuple[TriedPlan, StepRule]]:
    """Every step that a touch in the tables can be of, by its id: those on their way keep their version."""
    of_id = {plan.facts.id: plan for plan in plans}
    steps = Step.objects.filter(plan__in=list(of_id))
    return {step.pk: (of_id[step.plan_id], step_facts(step).rule) for step in steps}


def _what_there_is(slug: str | None) -> str:
    if slug is None:
        return "No plan is switched on. Name one with --plan."
    known = ", ".join(Plan.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
    return f"There is no plan called {slug!r} here. Known: {known}."
