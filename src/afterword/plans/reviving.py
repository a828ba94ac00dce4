"""Customers whom nobody could reach and whom somebody can reach now: their touches are planned after all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction

from afterword.businesses.queries import current_business, local_today
from afterword.domain.contact import Reason
from afterword.domain.planning import touch_for
from afterword.followups.calendars import open_days
from afterword.followups.calling.models import CallAttempt
from afterword.followups.models import Draft, FollowUp, Message
from afterword.infra.bulk import in_batches
from afterword.plans.dated.coming import plan_coming_days
from afterword.plans.models import Enrollment
from afterword.plans.placing import place
from afterword.plans.rules import PlanFacts, active_plans
from afterword.plans.triggers import TRIGGERS
from afterword.sales.models import Job, Sale

_BATCH = 5_000


def revive_unreached(*, customer_ids: Collection[int] | None = None) -> int:
    """Plan the touches of enrollments that ended because nobody could reach the customer, where somebody now can.

    Steps whose window has ended stay ended: no burst. Returns the number of follow-ups. ``None``: all customers.
    """
    stopped = Enrollment.objects.filter(state="stopped", reason=str(Reason.NO_ADDRESS), customer__reach__gt=0)
    stopped = stopped.filter(customer__merged_into=None, customer__ended_at=None)
    if customer_ids is None:
        return sum(_revive(batch) for batch in in_batches(list(stopped.values_list("id", flat=True)), _BATCH))
    count = 0
    for batch in in_batches(sorted(set(customer_ids)), _BATCH):
        count += _revive(list(stopped.filter(customer_id__in=batch).values_list("id", flat=True)))
    return count


@transaction.atomic
def _revive(enrollment_ids: list[int]) -> int:
    if not enrollment_ids:
        return 0
    business = current_business()
    opening, today = open_days(business), local_today(business)
    plans = {plan.id: plan for plan in active_plans(lock=True)}
    enrollments = list(Enrollment.objects.select_related("customer").filter(id__in=enrollment_ids).order_by("id"))
    sold = {one.trigger_id for one in enrollments if one.plan_id in plans and plans[one.plan_id].trigger == "sale"}
    values = dict(Sale.objects.filter(id__in=sold).values_list("id", "total_minor"))
    taken = _taken_steps(enrollment_ids)
    placed: list[FollowUp] = []
    revived: set[int] = set()
    things = _things_of_jobs(enrollments, plans)
    for enrollment in enrollments:
        plan = plans.get(enrollment.plan_id)
        if plan is None or plan.version != enrollment.version or plan.trigger not in TRIGGERS:
            continue
        for step in plan.steps.values():
            touch = touch_for(step.rule, enrollment.anchor_on, today, enrollment.customer.reach, opening)
            if touch.channel is None or touch.past or step.id in taken[enrollment.pk]:
                continue
            value = values.get(enrollment.trigger_id, 0) if plan.trigger == "sale" else 0
            follow_up = place(enrollment, step, touch.channel, touch.window, plan.trigger, value)
            follow_up.product_id = things.get(enrollment.pk)
            placed.append(follow_up)
            revived.add(enrollment.pk)
    FollowUp.objects.bulk_create(placed)
    Enrollment.objects.filter(id__in=revived).update(state="running", reason="")
    if waiting := _forget_days(enrollments, plans):
        plan_coming_days(customer_ids=waiting)
    return len(placed)


def _forget_days(enrollments: list[Enrollment], plans: dict[int, PlanFacts]) -> set[int]:
    """Rounds of days of the calendar are planned anew with what they are about; returns whose they were."""
    dated = [one for one in enrollments if one.plan_id in plans and plans[one.plan_id].trigger not in TRIGGERS]
    Enrollment.objects.filter(id__in=[one.pk for one in dated]).delete()
    return {one.customer_id for one in dated}


def _things_of_jobs(enrollments: list[Enrollment], plans: dict[int, PlanFacts]) -> dict[int, int | None]:
    """On which product the job was done that began a round, by the enrollment's id."""
    jobs = {
        one.pk: one.trigger_id
        for one in enrollments
        if one.plan_id in plans and plans[one.plan_id].trigger == "job_done"
    }
    products = dict(Job.objects.filter(id__in=list(jobs.values())).values_list("id", "product_id")) if jobs else {}
    return {row_id: products.get(job_id) for row_id, job_id in jobs.items()}


def lay_down_again(*, customer_ids: Collection[int]) -> int:
    """The way back from :func:`revive_unreached`, for those of these customers whom nobody can reach any more.

    Touches that somebody acted on stay. Returns how many follow-ups went.
    """
    return sum(_lay_down(batch) for batch in in_batches(sorted(set(customer_ids)), _BATCH))


@transaction.atomic
def _lay_down(customer_ids: list[int]) -> int:
    running = Enrollment.objects.filter(customer_id__in=customer_ids, customer__reach=0, state="running")
    owed = FollowUp.objects.filter(enrollment_id__in=running.values("id"))
    untouched = owed.filter(state="open", note="").exclude(pk__in=Draft.objects.values("follow_up_id"))
    untouched = untouched.exclude(pk__in=Message.objects.values("follow_up_id"))
    untouched = untouched.exclude(pk__in=CallAttempt.objects.values("follow_up_id"))
    going = dict(untouched.values_list("id", "enrollment_id"))
    FollowUp.objects.filter(id__in=going).delete()
    enrollments = Enrollment.objects.filter(id__in=set(going.values()))
    left = FollowUp.objects.filter(enrollment_id__in=set(going.values())).values("enrollment_id")
    enrollments.exclude(id__in=left).update(state="stopped", reason=str(Reason.NO_ADDRESS))
    return len(going)


def _taken_steps(enrollment_ids: list[int]) -> dict[int, set[int]]:
    taken: dict[int, set[int]] = defaultdict(set)
    rows = FollowUp.objects.filter(enrollment_id__in=enrollment_ids).values_list("enrollment_id", "step_id")
    for enrollment_id, step_id in rows:
        if enrollment_id is not None and step_id is not None:
            taken[enrollment_id].add(step_id)
    return taken
