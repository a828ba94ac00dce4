"""A plan comes on: what was recorded lately and is still in time is planned at once."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.db import transaction
from django_tasks import task

from afterword.businesses.queries import current_business, local_today
from afterword.customers.models import Customer
from afterword.infra.bulk import in_batches, stored_day
from afterword.infra.rows import fetched
from afterword.infra.tenancy import acting_for, current_business_id
from afterword.plans.dated.jobs import plan_days_now
from afterword.plans.dated.kinds import DATED_KINDS
from afterword.plans.enrolling import enroll
from afterword.plans.models import Plan
from afterword.plans.simulating.tried import tried_plan
from afterword.plans.triggers import TRIGGERS, Trigger, these

#: Trigger rows planned together.
_CHUNK = 20_000
#: So many customers are planned for while somebody waits.
_AT_ONCE = 5_000


@task()
def begin_job(business_id: int, plan_id: int) -> None:
    """Plan for who is still in time, in the background."""
    with acting_for(business_id):
        plan = Plan.objects.filter(pk=plan_id).first()
        if plan is not None:
            begin(plan)


def begin_soon(plan: Plan) -> None:
    """:func:`begin` for a page: at once for a small business, in the background for a large one.

    Should the job never come to it, the hourly round plans the same.
    """
    if Customer.objects.all()[_AT_ONCE : _AT_ONCE + 1].exists():
        transaction.on_commit(partial(begin_job.enqueue, current_business_id(), plan.pk))
    else:
        begin(plan)


@transaction.atomic
def begin(plan: Plan) -> None:
    """Plan for the rows as far back as the plan's windows reach; older ones are met and left by the nightly round.

    Does nothing for a plan that is off, or that a person starts.
    """
    if plan.is_active and plan.trigger in DATED_KINDS:
        plan_days_now(plan_id=plan.pk)
    trigger = TRIGGERS.get(plan.trigger)
    if trigger is None or not plan.is_active:
        return
    last = _last_id(trigger)
    since = local_today(current_business()) - tried_plan(plan).looks_back
    for ids in in_batches(_ids_since(trigger, since), _CHUNK):
        enroll(trigger, these(ids))
    # What came in before the plan is not waited for; what comes in from now on is.
    Plan.objects.filter(pk=plan.pk).update(planned_to_id=last)


def _ids_since(trigger: Trigger, since: date) -> list[int]:
    return [
        int(row[0])
        for row in fetched(
            f"SELECT id FROM {trigger.table} WHERE business_id = %s AND {trigger.day} >= %s ORDER BY id",
            [current_business_id(), stored_day(since)],
        )
    ]


def _last_id(trigger: Trigger) -> int:
    rows = fetched(f"SELECT max(id) FROM {trigger.table} WHERE business_id = %s", [current_business_id()])
    return int(rows[0][0] or 0)
