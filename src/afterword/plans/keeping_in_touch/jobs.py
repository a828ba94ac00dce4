"""Keeping in touch in the background, for when a page cannot wait for it."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django_tasks import task

from afterword.infra.tenancy import acting_for, current_business_id
from afterword.plans.auditing.audit import audit
from afterword.plans.keeping_in_touch.keeping import keep_in_touch


@task()
def keep_in_touch_job(business_id: int) -> None:
    """Find a day for whoever has nothing planned, and count anew."""
    with acting_for(business_id):
        keep_in_touch()
        audit()


def keep_in_touch_soon() -> None:
    """As soon as what is being written now is committed."""
    transaction.on_commit(partial(keep_in_touch_job.enqueue, current_business_id()))
