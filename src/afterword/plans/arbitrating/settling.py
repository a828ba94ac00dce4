"""Settles what is too close: the touch that matters less moves inside its window, or ends with the one that won."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import F

from afterword.businesses.queries import current_business, local_today
from afterword.customers.households.belonging import households
from afterword.domain.arbitration import Because, Outcome, Ruling, arbitrate
from afterword.followups.calendars import open_days
from afterword.followups.models import FollowUp
from afterword.infra import clock
from afterword.plans.arbitrating.gathering import Heard, hear
from afterword.plans.arbitrating.lanes import Lanes, lanes_of
from afterword.plans.arbitrating.models import Collision
from afterword.plans.arbitrating.policy import policy_of
from afterword.plans.rerouting import stop_follow_ups

#: Why a touch ends; a closed day alone never ends one.
ENDING = frozenset({Because.TOO_CLOSE, Because.CAP, Because.SAME_THING})


@dataclass(slots=True)
class Settled:
    """How many touches were looked at, moved and ended, and how far the composer may move what is left."""

    heard: int = 0
    moved: int = 0
    gave_way: int = 0
    lanes: Lanes = field(default_factory=dict)


def settle_collisions() -> Settled:
    """Settle the coming weeks of the current business. Safe to repeat: what was settled stays as it is.

    What a person approved or put on its day stays there. Whoever was faster (done, skipped, moved) wins.
    """
    business = current_business()
    today = local_today(business)
    heard = hear(today, households())
    if not heard.claims:
        return Settled()
    policy = policy_of(business)
    rulings = arbitrate(heard.claims, heard.past, policy, today, open_days(business))
    with transaction.atomic():
        moved = _move(heard, rulings)
        ended = _end(heard, rulings)
    return Settled(len(heard.claims), moved, ended, lanes_of(heard.claims, heard.past, rulings, policy.apart_days))


def _move(heard: Heard, rulings: dict[int, Ruling]) -> int:
    """Put what moves on its new day, by day and version as read; returns how many moved."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for pk, ruling in rulings.items():
        if ruling.outcome is Outcome.MOVES and ruling.day is not None:
            by_day[ruling.day].append(pk)
    moved: list[int] = []
    for day, ids in sorted(by_day.items()):
        rows = FollowUp.objects.select_for_update(of=("self",)).filter(pk__in=ids, state="open", moved_at=None)
        fresh = [pk for pk, version in rows.values_list("pk", "version") if version == heard.rows[pk][1]]
        FollowUp.objects.filter(pk__in=fresh).update(due_on=day, version=F("version") + 1)
        moved += fresh
    _write_down([(rulings[pk], heard.rows[pk][0]) for pk in moved if rulings[pk].because in ENDING])
    return len(moved)


def _end(heard: Heard, rulings: dict[int, Ruling]) -> int:
    """End what gives way, each with its reason; returns how many ended."""
    by_reason: dict[Because, list[int]] = defaultdict(list)
    for pk, ruling in rulings.items():
        if ruling.outcome is Outcome.GIVES_WAY and ruling.because in ENDING:
            by_reason[ruling.because].append(pk)
    ended = 0
    for reason, ids in sorted(by_reason.items()):
        rows = FollowUp.objects.select_for_update(of=("self",)).filter(pk__in=ids, state="open", moved_at=None)
        fresh = [pk for pk, version in rows.values_list("pk", "version") if version == heard.rows[pk][1]]
        _write_down([(rulings[pk], heard.rows[pk][0]) for pk in fresh])
        stop_follow_ups(follow_up_ids=fresh, reason=str(reason))
        ended += len(fresh)
    return ended


def _write_down(settled: list[tuple[Ruling, date]]) -> None:
    now = clock.now()
    Collision.objects.bulk_create(
        [
            Collision(
                follow_up_id=ruling.claim_id, outcome=ruling.outcome.value, because=str(ruling.because),
                winner_id=ruling.winner_id, was_on=was_on, at=now,
            )
            for ruling, was_on in settled
        ],
        update_conflicts=True,
        unique_fields=["business", "follow_up_id"],
        update_fields=["outcome", "because", "winner_id", "was_on", "at"],
    )  # fmt: skip
