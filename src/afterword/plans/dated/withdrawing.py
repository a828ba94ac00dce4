"""Taking dated rounds back with the sales and customers that they rest on: what undoing an import needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from afterword.followups.models import FollowUp
from afterword.infra.bulk import in_batches
from afterword.plans.dated.kinds import DATED_KINDS
from afterword.plans.models import Enrollment, Plan
from afterword.plans.withdrawing import withdraw_triggers

_BATCH = 5_000


def withdraw_days(*, sale_ids: Collection[int], customer_ids: Collection[int]) -> None:
    """Take back what is about these sales or of these customers and nobody has acted on; call it before they go.

    Plan the days of whoever stays anew afterwards (``plan_coming_days``): what had ended because of the sales goes on.
    """
    kinds = dict(Plan.objects.filter(trigger__in=DATED_KINDS).values_list("id", "trigger"))
    if not kinds:
        return
    of_kind: dict[str, set[int]] = defaultdict(set)
    for batch in in_batches(sorted(set(sale_ids)), _BATCH):
        about = FollowUp.objects.filter(sale_id__in=batch, plan_id__in=list(kinds))
        rounds = about.values_list("enrollment_id", flat=True)
        _collect(of_kind, kinds, id__in=[row_id for row_id in rounds if row_id is not None])
    for batch in in_batches(sorted(set(customer_ids)), _BATCH):
        _collect(of_kind, kinds, customer_id__in=batch)
    for kind, trigger_ids in of_kind.items():
        withdraw_triggers(trigger=kind, ids=trigger_ids)


def _collect(of_kind: dict[str, set[int]], kinds: dict[int, str], **which: list[int]) -> None:
    rows = Enrollment.objects.filter(plan_id__in=list(kinds), **which).values_list("plan_id", "trigger_id")
    for plan_id, trigger_id in rows:
        of_kind[kinds[plan_id]].add(trigger_id)
