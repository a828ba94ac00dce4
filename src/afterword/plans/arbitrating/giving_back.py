"""When a touch that came first is taken back, what gave way to it is owed again."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import F, Q

from afterword.businesses.queries import current_business, local_today
from afterword.domain.arbitration import Outcome
from afterword.domain.giving_way import GaveWay
from afterword.followups.models import FollowUp
from afterword.plans.arbitrating.models import Collision
from afterword.plans.settling import unsettle


@transaction.atomic
def give_back(*, going: Collection[int]) -> int:
    """These follow-ups are about to be deleted; returns how many are owed again.

    Only what is still as it was left, and whose window has not passed.
    """
    today = local_today(current_business())
    lost = Collision.objects.filter(winner_id__in=list(going)).exclude(follow_up_id__in=list(going))
    again: list[int] = []
    for pk, outcome, was_on in lost.values_list("follow_up_id", "outcome", "was_on"):
        rows = FollowUp.objects.filter(pk=pk, moved_at=None)
        if outcome == Outcome.MOVES:
            rows.filter(state="open").update(due_on=was_on, version=F("version") + 1)
        elif rows.filter(state="stopped", reason__in=list(GaveWay), window_last__gte=today).update(
            state="open", reason="", closed_at=None, version=F("version") + 1
        ):
            again.append(pk)
    unsettle(again)
    Collision.objects.filter(Q(follow_up_id__in=list(going)) | Q(winner_id__in=list(going))).delete()
    return len(again)
