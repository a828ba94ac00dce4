"""What a plan is for and whether it is on, told to delivery each time before something leaves."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from afterword.domain.contact import Purpose
from afterword.followups.delivering.purposes import PlanStanding, tells_plan_standings
from afterword.plans.models import Plan


@tells_plan_standings
def standings_of(plan_ids: Collection[int]) -> Mapping[int, PlanStanding]:
    """The purpose and switch of each of these plans of the current business; one query."""
    rows = Plan.objects.filter(id__in=plan_ids).values_list("id", "purpose", "is_active")
    return {plan_id: PlanStanding(Purpose(purpose), is_active) for plan_id, purpose, is_active in rows}
