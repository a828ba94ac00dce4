"""Conditions of steps, asked again when a step's day has come: a touch that is not meant for them any more ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db import transaction

from afterword.businesses.queries import current_business, local_today
from afterword.domain.audience import Audience, read_audience
from afterword.domain.ended import Ended
from afterword.followups.delivering.meant import ends_what_is_not_meant
from afterword.followups.models import FollowUp
from afterword.infra.bulk import in_batches
from afterword.plans.audience_facts import Case
from afterword.plans.belonging import belonging
from afterword.plans.models import Step
from afterword.plans.rerouting import stop_follow_ups
from afterword.plans.segments.in_place import as_asked

_BATCH = 2_000


def close_unmet(today: date | None = None) -> int:
    """End every open touch whose day has come (a civil date of the business) and whose step's condition is not met.

    Reads only the touches of steps that have conditions. Returns how many ended; asked again, none.
    """
    conditions = _conditions()
    if not conditions:
        return 0
    today = today or local_today(current_business())
    due = FollowUp.objects.filter(state="open", step_id__in=list(conditions), window_first__lte=today)
    ids = list(due.order_by("id").values_list("id", flat=True))
    return sum(len(_end(batch, conditions)) for batch in in_batches(ids, _BATCH))


@ends_what_is_not_meant
def end_what_is_not_meant(follow_up_ids: Collection[int]) -> set[int]:
    """End those of these open touches whose step's condition is not met now; returns them. One query for none."""
    conditions = _conditions()
    if not conditions:
        return set()
    return {one for batch in in_batches(sorted(set(follow_up_ids)), _BATCH) for one in _end(batch, conditions)}


def _conditions() -> dict[int, Audience]:
    """For whom a step happens, by the step's id, of all versions."""
    rows = Step.objects.filter(conditions__isnull=False).values_list("id", "conditions")
    return {row_id: as_asked(read_audience(written)) for row_id, written in rows}


@transaction.atomic
def _end(follow_up_ids: list[int], conditions: dict[int, Audience]) -> list[int]:
    cases: dict[int, list[tuple[int, Case]]] = defaultdict(list)
    rows = FollowUp.objects.filter(id__in=follow_up_ids, state="open", step_id__in=list(conditions))
    fields = ("id", "step_id", "customer_id", "sale_id", "product_id")
    for row_id, step_id, *about in rows.order_by("id").values_list(*fields):
        cases[step_id or 0].append((row_id, Case(*about)))
    ended: list[int] = []
    for step_id, of_step in cases.items():
        met = belonging(conditions[step_id], [case for _, case in of_step])
        ended += [row_id for (row_id, _), is_met in zip(of_step, met, strict=True) if not is_met]
    stop_follow_ups(follow_up_ids=ended, reason=Ended.NOT_MEANT.value)
    return ended
