"""Planning the coming days in the background, where a page cannot wait for it."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django_tasks import task

from afterword.customers.models import Customer
from afterword.infra.tenancy import acting_for, current_business_id
from afterword.plans.dated.coming import plan_coming_days
from afterword.plans.dated.kinds import has_dated_plans

#: So many customers are planned for while somebody waits.
_AT_ONCE = 5_000


@task()
def plan_days_job(business_id: int, plan_id: int | None) -> None:
    """Plan the coming days of one plan, or of all."""
    with acting_for(business_id):
        plan_coming_days(plan_id=plan_id)


def plan_days_now(*, plan_id: int | None = None) -> None:
    """At once for a small business; for a large one as soon as what is being written now is committed."""
    if not has_dated_plans():
        return
    if Customer.objects.all()[_AT_ONCE : _AT_ONCE + 1].exists():
        transaction.on_commit(partial(plan_days_job.enqueue, current_business_id(), plan_id))
    else:
        plan_coming_days(plan_id=plan_id)
