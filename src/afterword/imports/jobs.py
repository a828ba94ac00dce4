"""Imports in the background: each job carries its business and goes on where an earlier attempt stopped."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from afterword.customers.households.finding import find_households
from afterword.domain.trouble import Trouble
from afterword.imports.actions import ImportBusy, run_import
from afterword.infra import clock
from afterword.infra.tenancy import acting_for
from afterword.plans.auditing.months import reckon_months
from afterword.plans.auditing.what_changed import audit_changes
from afterword.plans.keeping_in_touch.keeping import promise_newly_brought_in


@task()
def run_import_job(business_id: int, run_id: int) -> None:
    """Bring one file in. While another import of the business is at work, it comes back in a moment."""
    with acting_for(business_id):
        try:
            run_import(run_id=run_id)
        except ImportBusy:
            run_import_job.using(run_after=clock.wall() + timedelta(seconds=15)).enqueue(business_id, run_id)
        except Trouble:
            # The run itself says what was wrong, and its page shows it.
            return
        else:
            find_households()
            promise_newly_brought_in()
            # So that Today says at once how things stand now, and not only after the next round of the scheduler.
            audit_changes()
            reckon_months()
