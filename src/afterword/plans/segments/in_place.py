"""Audiences as they are asked: where one names a group, what the group asks stands in its place."""

from __future__ import annotations

from collections.abc import Iterable

from afterword.domain.audience import Audience, BadAudience, groups_named, read_audience
from afterword.domain.audience_groups import without_groups
from afterword.plans.models import Plan, PlanVersion, Step
from afterword.plans.segments.knowing import FIELDS
from afterword.plans.segments.models import Segment


def as_asked(audience: Audience) -> Audience:
    """The same audience without groups: who belongs is decided by what is known of them now. No query without a group.

    A group that is gone is nobody.
    """
    return without_groups(audience, groups()) if groups_named(audience) else audience


def groups() -> dict[int, Audience]:
    """What every group asks, by its number. One query."""
    return {row_id: read_audience(plain, FIELDS) for row_id, plain in Segment.objects.values_list("id", "audience")}


def group_names() -> dict[int, str]:
    """What every group is called, by its number. One query."""
    return dict(Segment.objects.order_by("name", "id").values_list("id", "name"))


def read_with_groups(written: object) -> Audience:
    """The audience that was written, groups and all. Raises BadAudience, also where it names one that is not there."""
    audience = read_audience(written)
    named = groups_named(audience)
    if named and Segment.objects.filter(pk__in=named).count() < len(named):
        raise BadAudience("One of its groups is not there any more. Choose another, or take the condition out.")
    return audience


def plans_asking_for(segment_id: int) -> list[Plan]:
    """The plans, live or waiting to be, that name this group: in whom they are for, or in a step's condition."""
    found: dict[int, Plan] = {}
    plans = {plan.pk: plan for plan in Plan.objects.order_by("name", "id")}
    drafts = PlanVersion.objects.filter(live_at=None).values_list("plan_id", "version", "facts")
    waiting = [(plan_id, version, facts.get("audience")) for plan_id, version, facts in drafts
               if plan_id in plans and version > plans[plan_id].version]  # fmt: skip
    current = {(plan.pk, plan.version) for plan in plans.values()} | {(one[0], one[1]) for one in waiting}
    audiences: list[tuple[int, object]] = [(plan.pk, plan.audience) for plan in plans.values()]
    audiences += [(plan_id, audience) for plan_id, _version, audience in waiting]
    steps = Step.objects.filter(conditions__isnull=False).values_list("plan_id", "version", "conditions")
    audiences += [(plan_id, written) for plan_id, version, written in steps if (plan_id, version) in current]
    for plan_id, written in audiences:
        if _names(written, {segment_id}):
            found[plan_id] = plans[plan_id]
    return list(found.values())


def groups_asking_for(segment_id: int) -> list[Segment]:
    """The groups that name this one."""
    return [one for one in Segment.objects.order_by("name", "id") if _names(one.audience, {segment_id})]


def _names(written: object, wanted: Iterable[int]) -> bool:
    if written is None:
        return False
    try:
        return not groups_named(read_audience(written)).isdisjoint(wanted)
    except BadAudience:
        return False
