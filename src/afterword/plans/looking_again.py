"""Looking again at customers whose sales or inquiries went off the record: what these had decided may change."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from afterword.domain.triggers import SaleMade, Which
from afterword.infra.bulk import in_batches
from afterword.plans.enrolling import enroll_triggers
from afterword.plans.models import Enrollment
from afterword.plans.rules import active_plans
from afterword.plans.stopping import resume_rounds
from afterword.plans.which_sales import first_sales
from afterword.plans.withdrawing import remove_rounds, rounds_acted_on
from afterword.sales.models import Sale

_BATCH = 5_000


@transaction.atomic
def look_again(*, customer_ids: Collection[int]) -> None:
    """Bring the plans of these customers in line after rows of theirs went.

    Rounds that a stop rule had ended because of them go on; a later purchase that is the first one now enters and
    leaves plans accordingly, unless a person has acted on it. Two queries where no plan asks about such things.
    """
    for batch in in_batches(sorted(set(customer_ids)), _BATCH):
        resume_rounds(customer_ids=batch)
        _count_anew(batch)


def _count_anew(customer_ids: list[int]) -> None:
    plans = active_plans("sale")
    repeats = [plan.id for plan in plans if isinstance(plan.starts, SaleMade) and plan.starts.which is Which.REPEAT]
    asking = any(plan.audience is not None or plan.starts != SaleMade() for plan in plans)
    if not asking:
        return
    sale_ids = list(Sale.objects.filter(customer_id__in=customer_ids).values_list("id", flat=True))
    if repeats and sale_ids:
        firsts = first_sales(sale_ids)
        untrue = Enrollment.objects.filter(plan_id__in=repeats, trigger_id__in=firsts).values_list("id", flat=True)
        rounds = list(untrue)
        remove_rounds(sorted(set(rounds) - rounds_acted_on(rounds)))
    if sale_ids:
        enroll_triggers(trigger="sale", ids=sale_ids)
