"""A day is no longer what it was: they bought again, it was done meanwhile, a date was corrected; rounds follow."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import F

from afterword.domain.day_moved import DayMoved
from afterword.domain.triggers import Silence, UsedUpThing
from afterword.followups.models import FollowUp
from afterword.infra import clock
from afterword.infra.bulk import in_batches
from afterword.plans.dated.kinds import DatedRule
from afterword.plans.models import Enrollment
from afterword.plans.rerouting import stop_follow_ups
from afterword.timeline.actions import record
from afterword.timeline.catalogue import FollowUpUndone

#: A round whose day moved before anything of it happened: it counts as none when the plan's re-entry is asked.
MOVED = "moved"
_BATCH = 2_000
#: What may be taken up again when the day is theirs after all.
_ENDED_HERE = tuple(str(reason) for reason in DayMoved)


def why_moved(rule: DatedRule) -> DayMoved:
    """What ended it: for silence and for a thing used up only another purchase can have."""
    return DayMoved.BOUGHT_AGAIN if isinstance(rule, Silence | UsedUpThing) else DayMoved.DAY_MOVED


@transaction.atomic
def end_rounds(enrollment_ids: Collection[int], rule: DatedRule) -> int:
    """End what is open of these rounds; where nothing of a round has happened it counts as moved. Returns how many."""
    ended = 0
    for batch in in_batches(sorted(set(enrollment_ids)), _BATCH):
        rows = list(FollowUp.objects.filter(enrollment_id__in=batch).values_list("id", "enrollment_id", "state"))
        begun = {enrollment_id for _, enrollment_id, state in rows if state not in ("open", "stopped")}
        stop_follow_ups(
            follow_up_ids=[row_id for row_id, _, state in rows if state == "open"], reason=str(why_moved(rule))
        )
        untouched = [row_id for row_id in batch if row_id not in begun]
        Enrollment.objects.filter(id__in=untouched).update(state=MOVED, reason=str(why_moved(rule)))
        ended += len(batch)
    return ended


@transaction.atomic
def join_rounds(enrollment_ids: Collection[int]) -> None:
    """Two customers became one, and another round is about the same day: that one speaks for these."""
    Enrollment.objects.filter(id__in=enrollment_ids).update(state="joined", reason="")
    open_ones = FollowUp.objects.filter(enrollment_id__in=enrollment_ids, state="open")
    stop_follow_ups(follow_up_ids=list(open_ones.values_list("id", flat=True)), reason="joined")


@transaction.atomic
def go_on_with(enrollment_ids: Collection[int]) -> None:
    """The way back: the day is theirs again, and what had ended because of it is open again."""
    for batch in in_batches(sorted(set(enrollment_ids)), _BATCH):
        rows = FollowUp.objects.filter(enrollment_id__in=batch, state="stopped", reason__in=_ENDED_HERE)
        opened = list(rows.values_list("id", "customer_id"))
        rows.update(state="open", reason="", closed_at=None, version=F("version") + 1)
        Enrollment.objects.filter(id__in=batch).update(state="running", reason="")
        now = clock.now()
        record(
            [
                FollowUpUndone(customer_id=customer_id, at=now, subject_id=row_id, what="stop")
                for row_id, customer_id in opened
            ]
        )
