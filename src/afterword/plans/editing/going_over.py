"""Many running enrollments go over to the live version in the background, each some thousand in one transaction."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.db import transaction
from django_tasks import task

from afterword.infra import clock
from afterword.infra.tenancy import acting_for, current_business_id
from afterword.plans.editing.comparing import AT_ONCE, running_outside
from afterword.plans.editing.moving import move_running
from afterword.plans.editing.saving import tell
from afterword.plans.models import Move, Plan

_LEFT_TO_THE_JOB = timedelta(hours=1)


@task()
def move_job(business_id: int, move_id: int) -> None:
    """Move them all; killed at any moment and started again it goes on with the next ones."""
    with acting_for(business_id):
        while move_some(move_id):
            pass


def begin_moving(plan: Plan, *, total: int, member_id: int | None) -> Move:
    """Note down that all running ones go over to the live version, and begin as soon as that is committed."""
    move = Move.objects.create(
        plan=plan, version=plan.version, total=total, member_id=member_id, begun_at=clock.now()
    )  # fmt: skip
    transaction.on_commit(partial(move_job.enqueue, current_business_id(), move.pk))
    return move


def move_under_way(plan: Plan) -> Move | None:
    """The move to the live version that is not over; one query."""
    return Move.objects.filter(plan_id=plan.pk, version=plan.version, ended_at=None).order_by("-id").first()


def go_on_with_moves() -> None:
    """Finish what was begun an hour ago and more: its job was killed too often to be tried again. One query if none."""
    for move_id in list(
        Move.objects.filter(ended_at=None, begun_at__lt=clock.now() - _LEFT_TO_THE_JOB).values_list("id", flat=True)
    ):
        while move_some(move_id):
            pass


@transaction.atomic
def move_some(move_id: int) -> bool:
    """Move the next ones, one transaction for all; False where nothing is left to do."""
    move = Move.objects.select_for_update().get(pk=move_id)
    # Nobody makes another version live meanwhile.
    plan = Plan.objects.select_for_update(no_key=True).get(pk=move.plan_id)
    if move.ended_at is not None:
        return False
    rows = running_outside(plan, plan.version).filter(id__gt=move.after_id).order_by("id")
    is_overtaken = plan.version != move.version
    ids = [] if is_overtaken else list(rows.values_list("id", flat=True)[:AT_ONCE])
    if not ids:
        move.ended_at = clock.now()
        move.save(update_fields=["ended_at"])
        if not is_overtaken:
            tell(plan, "moved", plan.version, move.member_id)
        return False
    move_running(plan, enrollment_ids=ids)
    move.looked_at += len(ids)
    move.after_id = ids[-1]
    move.save(update_fields=["looked_at", "after_id"])
    return True
