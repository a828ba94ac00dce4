"""A trial as a page shows it, in values that a job can hand back; and the job, for very many customers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django_tasks import task

from afterword.infra.tenancy import acting_for
from afterword.plans.simulating.alike import alike_in
from afterword.plans.simulating.naming import tried_by_name
from afterword.plans.simulating.simulation import simulate

#: Touches that a page lists one by one.
MOST_LISTED = 2_000


def trial_as_told(*, name: str, first: date, days: int) -> dict[str, Any]:
    """The trial of what has that name (:func:`tried_by_name`) as plain JSON values; days are written as ISO dates."""
    plans = tried_by_name(name)
    found = simulate(plans, first=first, days=days, sample=MOST_LISTED)
    busiest = found.busiest_day
    return {
        "touches": found.total.touches,
        "customers": found.customers,
        "minutes": found.total.minutes,
        "cost_minor": found.total.cost_minor,
        "weeks": [
            [monday.isoformat(), one.touches, one.minutes, one.cost_minor] for monday, one in found.weeks.items()
        ],
        "busiest": [busiest[0].isoformat(), busiest[1].touches, busiest[1].minutes] if busiest else None,
        "channels": dict(found.by_channel.most_common()),
        "dropped": dict(found.dropped.most_common()),
        "alike": [list(one) for one in alike_in(found, plans)],
        "sample": [
            [
                one.customer_id, one.plan, one.step, one.channel.value, one.on.isoformat(),
                one.anchor and one.anchor.isoformat(),
            ]
            for one in found.sample
        ],
    }  # fmt: skip


@task()
def run_trial_job(business_id: int, names: Sequence[str], first: str, days: int) -> list[dict[str, Any]]:
    """Try what has these names, one after the other; what comes back is kept with the job for thirty days."""
    with acting_for(business_id):
        return [trial_as_told(name=name, first=date.fromisoformat(first), days=days) for name in names]
