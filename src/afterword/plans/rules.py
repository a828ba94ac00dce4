"""A plan's rows as the plain rule that decides, with what its follow-ups copy from each step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from afterword.channels.registry import is_by_hand
from afterword.domain.audience import Audience, read_audience
from afterword.domain.batches import PlanRule
from afterword.domain.channel import Channel
from afterword.domain.planning import Missed, MissedKind, Mode, Offset, StepRule, Unit
from afterword.domain.stopping import StopRule, read_stop_rules
from afterword.domain.triggers import SaleMade, Trigger, Which, read_trigger
from afterword.plans.models import Plan, Step
from afterword.plans.segments.in_place import as_asked


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What a follow-up copies from its step. ``late_days``: days of grace after its window.

    ``conditions``: for whom it happens, asked again when its day comes; None: for everybody.
    """

    id: int
    template_id: int
    rule: StepRule
    conditions: Audience | None = None

    @property
    def late_days(self) -> int:
        return 0 if self.rule.missed.kind is MissedKind.SKIP else self.rule.missed.within_days


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """An active plan in its present version.

    ``trigger`` is the kind, ``starts`` the whole rule of what starts it; ``audience`` whom it is for (None: everybody).
    """

    id: int
    slug: str
    trigger: str
    version: int
    rule: PlanRule
    steps: Mapping[str, StepFacts]
    starts: Trigger
    audience: Audience | None = None
    stops: frozenset[StopRule] = frozenset()


def mode_on(channel: Channel, mode: Mode) -> Mode:
    """Who acts on this channel: a call or a letter is always a person's work, whatever the step's mode is."""
    return Mode.HAND if is_by_hand(channel) else mode


def step_facts(step: Step) -> StepFacts:
    """One step as a rule."""
    unit = Unit(step.offset_unit)
    rule = StepRule(
        key=step.key,
        opens=Offset(step.opens_amount, unit),
        closes=Offset(step.closes_amount, unit),
        channels=tuple(Channel(name.strip()) for name in step.channels.split(",") if name.strip()),
        mode=Mode(step.mode),
        minutes=step.minutes,
        missed=Missed(MissedKind(step.missed_kind), step.missed_days),
    )
    return StepFacts(step.pk, step.template_id, rule, _audience(step.conditions))


def steps_by_id(step_ids: Iterable[int | None]) -> dict[int, StepFacts]:
    """These steps, of whichever version of their plans; one query."""
    wanted = {step_id for step_id in step_ids if step_id is not None}
    return {step.pk: step_facts(step) for step in Step.objects.filter(pk__in=wanted)} if wanted else {}


def active_plans(trigger: str | None = None, *, lock: bool = False) -> list[PlanFacts]:
    """The business's active plans (for a trigger), by id; two queries.

    With ``lock`` (inside a transaction) nobody else enrolls into them until it ends: two sales of one customer
    recorded at the same moment must see each other, or both would start a round.
    """
    rows = Plan.objects.filter(is_active=True).order_by("id")
    if trigger is not None:
        rows = rows.filter(trigger=trigger)
    if lock:
        rows = rows.select_for_update(no_key=True)
    plans = list(rows)
    steps: dict[tuple[int, int], list[StepFacts]] = {}
    for step in Step.objects.filter(plan__in=[plan.pk for plan in plans]).order_by("plan_id", "position", "id"):
        steps.setdefault((step.plan_id, step.version), []).append(step_facts(step))
    return [plan_facts(plan, steps.get((plan.pk, plan.version), [])) for plan in plans]


def plan_facts(plan: Plan, steps: list[StepFacts]) -> PlanFacts:
    """A plan with its present steps as a rule."""
    starts = _starts(plan)
    rule = PlanRule(
        tuple(step.rule for step in steps), plan.again_after_days, once=plan.once or _is_for_the_first(starts)
    )
    return PlanFacts(
        id=plan.pk,
        slug=plan.slug,
        trigger=plan.trigger,
        version=plan.version,
        rule=rule,
        steps={step.rule.key: step for step in steps},
        starts=starts,
        audience=_audience(plan.audience),
        stops=read_stop_rules(word.strip() for word in plan.stops.split(",") if word.strip()),
    )


def re_entry_rules() -> dict[int, PlanRule]:
    """How every plan, on or off, lets a customer in again, by its id; without the steps. One query."""
    return {
        plan.pk: PlanRule((), plan.again_after_days, plan.once or _is_for_the_first(_starts(plan)))
        for plan in Plan.objects.all()
    }


def _starts(plan: Plan) -> Trigger:
    return read_trigger(plan.trigger, plan.trigger_facts)


def _is_for_the_first(starts: Trigger) -> bool:
    """An older sale that a later import brings is a customer's first after all: they are not welcomed twice."""
    return isinstance(starts, SaleMade) and starts.which is Which.FIRST


def _audience(data: object) -> Audience | None:
    return None if data is None else as_asked(read_audience(data))
