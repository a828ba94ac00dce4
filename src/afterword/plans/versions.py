"""The versions of a plan: what each one says, which is live, and what waits as a draft."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from afterword.infra import clock
from afterword.plans.models import Plan, PlanVersion, Step

#: The facts of a plan that a version has of its own, by the names of their columns.
FACTS = (
    "name", "why", "trade", "trigger", "trigger_facts", "audience", "purpose", "priority", "again_after_days", "once",
    "stops",
)  # fmt: skip


def facts_of(plan: Plan) -> dict[str, Any]:
    """What a version keeps of the plan's own row."""
    return {name: getattr(plan, name) for name in FACTS}


def as_of(plan: Plan, version: int) -> Plan:
    """The plan as that version has it: a copy that stands for the row and must not be saved. One query at most."""
    if version == plan.version:
        return plan
    kept = PlanVersion.objects.filter(plan_id=plan.pk, version=version).first()
    return with_facts(plan, version, kept.facts if kept is not None else {})


def with_facts(plan: Plan, version: int, facts: dict[str, Any]) -> Plan:
    """A copy of the plan with these facts in place of its own; it must not be saved."""
    columns = {field.attname: getattr(plan, field.attname) for field in Plan._meta.concrete_fields}
    known = {name: value for name, value in facts.items() if name in FACTS}
    return Plan(**(columns | known | {"version": version}))


def take_facts(plan: Plan, facts: dict[str, Any]) -> list[str]:
    """Put these facts into the plan's row and name the columns to be saved.

    Where another kind of row begins it from now on, none of those has been looked at.
    """
    known = {name: value for name, value in facts.items() if name in FACTS}
    columns = list(known)
    if known.get("trigger", plan.trigger) != plan.trigger:
        plan.planned_to_id = 0
        columns.append("planned_to_id")
    for name, value in known.items():
        setattr(plan, name, value)
    return columns


def has_version(plan: Plan, version: int) -> bool:
    """Whether there is such a version, with steps."""
    return Step.objects.filter(plan_id=plan.pk, version=version).exists()


def draft_of(plan: Plan) -> PlanVersion | None:
    """The draft that waits for the owner's word: the highest version above the live one."""
    return PlanVersion.objects.filter(plan_id=plan.pk, version__gt=plan.version).order_by("-version").first()


def drafts_by_plan() -> set[int]:
    """The ids of the plans for which a draft waits; one query."""
    rows = PlanVersion.objects.values_list("plan_id").annotate(last=Max("version"))
    newest = dict(rows.values_list("plan_id", "last"))
    live = dict(Plan.objects.values_list("id", "version"))
    return {plan_id for plan_id, version in newest.items() if version > live.get(plan_id, version)}


def next_version(plan: Plan) -> int:
    """The number of a new draft: above everything that there ever was."""
    highest = PlanVersion.objects.filter(plan_id=plan.pk).aggregate(last=Max("version"))["last"] or 0
    steps = Step.objects.filter(plan_id=plan.pk).aggregate(last=Max("version"))["last"] or 0
    return max(plan.version, highest, steps) + 1


def keep_present(plan: Plan) -> PlanVersion:
    """Write down what the live version says, if that has not been done, so that it can come back."""
    kept, _made = PlanVersion.objects.get_or_create(
        plan_id=plan.pk,
        version=plan.version,
        defaults={"facts": facts_of(plan), "made_at": plan.created_at, "live_at": plan.created_at},
    )
    return kept


def write_version(plan: Plan, *, version: int, facts: dict[str, Any], member_id: int | None, live: bool) -> PlanVersion:
    """A new version's own row; its steps are written beside it."""
    now = clock.now()
    return PlanVersion.objects.create(
        plan_id=plan.pk, version=version, facts=facts, made_at=now, made_by_id=member_id, live_at=now if live else None
    )
