"""To what a touch gave way: the name and the day of the one that came first, and whom that is for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from afterword.domain.civil import local_date
from afterword.followups.models import FollowUp
from afterword.plans.arbitrating.models import Collision


@dataclass(frozen=True, slots=True)
class Winner:
    """The touch that came first: its plan (None: made by hand), its note, its civil day and its customer."""

    plan_id: int | None
    note: str
    day: date
    customer: str


def winners_of(follow_up_ids: Collection[int], zone: ZoneInfo) -> Mapping[int, Winner]:
    """For each follow-up that moved or gave way, the touch that came first, where it was one; two queries."""
    lost = Collision.objects.filter(follow_up_id__in=list(follow_up_ids), winner_id__isnull=False)
    winner_of = dict(lost.values_list("follow_up_id", "winner_id"))
    winners = FollowUp.objects.select_related("customer").in_bulk({pk for pk in winner_of.values() if pk is not None})
    return {
        pk: Winner(
            one.plan_id,
            one.note,
            local_date(one.closed_at, zone) if one.closed_at and one.state == "done" else one.due_on,
            str(one.customer),
        )
        for pk, winner_id in winner_of.items()
        if winner_id is not None and (one := winners.get(winner_id)) is not None
    }
