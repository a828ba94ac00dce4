"""Letting a version of a plan become the live one: a draft for those who come next, or an earlier one once more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from afterword.domain.trouble import Trouble
from afterword.infra import clock
from afterword.plans.beginning import begin_soon
from afterword.plans.editing.comparing import AT_ONCE, running_outside
from afterword.plans.editing.drawn_up import drawn_up
from afterword.plans.editing.going_over import begin_moving
from afterword.plans.editing.moving import Moved, move_running
from afterword.plans.editing.saving import copy_steps, drop_draft, locked_plan, tell
from afterword.plans.models import Plan, PlanVersion
from afterword.plans.versions import has_version, keep_present, next_version, take_facts, write_version


class NoSuchVersion(Trouble):
    """The plan has no such version."""


@dataclass(frozen=True, slots=True)
class Used:
    """The plan with its new live version, the one before, and what moving the running ones changed.

    ``going_over``: how many go over in the background from now on.
    """

    plan: Plan
    before: int
    moved: Moved
    going_over: int = 0


@transaction.atomic
def use_version(*, slug: str, version: int, move: Collection[int] | None = (), member_id: int | None = None) -> Used:
    """Let this version plan for whoever comes next; ``move`` are enrollments that go over to it, None: all running.

    More than some thousands go over in the background (``Used.going_over``). An earlier version comes back as a new
    one, so that numbers only rise; a draft that waited is thrown away then.
    Asked for what is live already nothing changes. Raises ``NoSuchPlan`` and :class:`NoSuchVersion`.
    """
    plan = locked_plan(slug)
    if not has_version(plan, version):
        raise NoSuchVersion(f"“{plan.name}” has no version {version}. Its live version is {plan.version}.")
    before = plan.version
    if version != before:
        keep_present(plan)
        version = version if version > before else _once_more(plan, version, member_id)
        if version != before:
            _make_live(plan, version)
            begin_soon(plan)
            tell(plan, "new_version", version, member_id)
    if move is None and (count := running_outside(plan, plan.version).count()) > AT_ONCE:
        begin_moving(plan, total=count, member_id=member_id)
        return Used(plan, before, Moved(), going_over=count)
    moved = move_running(plan, enrollment_ids=move)
    if moved.enrollments:
        tell(plan, "moved", plan.version, member_id)
    return Used(plan, before, moved)


def _once_more(plan: Plan, version: int, member_id: int | None) -> int:
    """An earlier version as a new one; the live one where they say the same."""
    if drawn_up(plan, version) == drawn_up(plan):
        return plan.version
    kept = PlanVersion.objects.filter(plan_id=plan.pk, version=version).first()
    drop_draft(plan)
    number = next_version(plan)
    facts: dict[str, Any] = kept.facts if kept is not None else {}
    write_version(plan, version=number, facts=facts, member_id=member_id, live=False)
    copy_steps(plan, of_version=version, version=number)
    return number


def _make_live(plan: Plan, version: int) -> None:
    kept = PlanVersion.objects.get(plan_id=plan.pk, version=version)
    columns = take_facts(plan, kept.facts)
    plan.version = version
    plan.save(update_fields=[*columns, "version"])
    kept.live_at = clock.now()
    kept.save(update_fields=["live_at"])
