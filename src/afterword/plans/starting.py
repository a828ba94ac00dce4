"""A person starts a plan for a customer."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from afterword.customers.actions import whom
from afterword.domain.trouble import Trouble
from afterword.followups.models import FollowUp
from afterword.infra import clock
from afterword.plans.enrolling import enroll_triggers
from afterword.plans.models import Plan
from afterword.timeline.actions import record
from afterword.timeline.catalogue import PlanStarted
from afterword.timeline.models import EventRow


class CannotStart(Trouble):
    """The plan does not begin for this customer; the sentence says why."""


def plans_to_start() -> QuerySet[Plan]:
    """The plans that are on and wait for a person's word."""
    return Plan.objects.filter(trigger="manual", is_active=True).order_by("-priority", "id")


@transaction.atomic
def start_plan(*, plan_id: int, customer_id: int, member_id: int | None) -> date:
    """Start the plan today; returns the civil day of its first touch.

    Raises :class:`CannotStart` where nothing would come of it, and ``NoSuchCustomer``; nothing is written then.
    """
    plan = plans_to_start().filter(pk=plan_id).first()
    if plan is None:
        raise CannotStart("That plan is not there any more, or it is switched off.")
    customer = whom(customer_id)
    record(
        [
            PlanStarted(
                customer_id=customer.pk, at=clock.now(), subject_id=plan.pk, actor_id=member_id, plan=plan.name,
            )
        ]
    )  # fmt: skip
    started = EventRow.objects.filter(kind=PlanStarted.kind, customer_id=customer.pk, subject_id=plan.pk)
    row_id = started.order_by("-id").values_list("id", flat=True)[0]
    done = enroll_triggers(trigger="manual", ids=[row_id])
    if done.joined:
        raise CannotStart("They are in this plan already, or were not long ago.")
    if done.stopped:
        raise CannotStart("There is no way on record to reach them. Add an address first.")
    if not done.follow_ups:
        raise CannotStart("This plan is not meant for them: see whom it is for.")
    rows = FollowUp.objects.filter(plan_id=plan.pk, customer_id=customer.pk, state="open")
    first: date | None = rows.order_by("-enrollment_id", "due_on").values_list("due_on", flat=True).first()
    if first is None:
        raise CannotStart("What has happened since ends this plan at once: see when it stops.")
    return first
