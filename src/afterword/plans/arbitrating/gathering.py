"""The open touches that may be too close to others, and what has happened lately; a few queries, however many."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q

from afterword.businesses.queries import current_business, zone_of
from afterword.customers.households.models import HouseholdMember
from afterword.domain.arbitration import Claim, PastContact
from afterword.domain.channel import Channel
from afterword.domain.civil import local_date, local_moment
from afterword.domain.contact import Purpose
from afterword.followups.models import FollowUp
from afterword.infra.bulk import in_batches
from afterword.plans.arbitrating.claiming import (
    BY_HAND,
    Happened,
    OpenTouch,
    PlanWeight,
    claim_of,
    counting,
    topic_of,
)
from afterword.plans.arbitrating.policy import MONTH
from afterword.plans.models import Plan

#: How far ahead touches are settled: what the composer looks at, and a week.
AHEAD = timedelta(days=35)
#: Those with the earliest last days; a business with more of them has other troubles.
MOST_HEARD = 20_000
_BATCH = 5_000


@dataclass(slots=True)
class Heard:
    """Claims with the version and the day of their rows, and the contacts that count."""

    claims: list[Claim] = field(default_factory=list)
    past: list[PastContact] = field(default_factory=list)
    #: Day and version of each follow-up as read.
    rows: dict[int, tuple[date, int]] = field(default_factory=dict)


_FIELDS = (
    "id", "customer_id", "plan_id", "step_id", "channel", "state", "window_first", "window_last", "late_days", "due_on",
    "value_minor", "moved_at", "version",
)  # fmt: skip


def hear(today: date, households: Mapping[int, int]) -> Heard:
    """The touches to be settled; ``households``: by customer the number of their household or firm."""
    heard = Heard()
    plans = _weights()
    since = _start(today - timedelta(days=MONTH))
    open_ones = FollowUp.objects.filter(state__in=("open", "approved"), due_on__lte=today + AHEAD)
    crowded = open_ones.values("customer_id").annotate(count=Count("id")).filter(count__gt=1).order_by()
    lately = FollowUp.objects.filter(state="done", closed_at__gte=since).order_by()
    near = Q(customer_id__in=crowded.values("customer_id")) | Q(customer_id__in=lately.values("customer_id"))
    if households:
        near |= Q(customer_id__in=HouseholdMember.objects.filter(is_apart=False).values("customer_id"))
    rows = open_ones.filter(near).order_by("window_last", "-value_minor", "id").values_list(*_FIELDS)
    for row in rows[:MOST_HEARD]:
        _claim(heard, row, today, plans, households)
    heard.past = counting(_past(_concerned(heard.claims, households), since, plans, households), today)
    return heard


def past_contacts(customer_ids: Collection[int], today: date, households: Mapping[int, int]) -> list[Happened]:
    """What happened with these customers in the thirty days before ``today``."""
    return _past(customer_ids, _start(today - timedelta(days=MONTH)), _weights(), households)


def _weights() -> dict[int, PlanWeight]:
    return {
        pk: PlanWeight(Purpose(purpose), priority, trigger)
        for pk, purpose, priority, trigger in Plan.objects.values_list("id", "purpose", "priority", "trigger")
    }


def _claim(
    heard: Heard, row: tuple[Any, ...], today: date, plans: Mapping[int, PlanWeight], households: Mapping[int, int]
) -> None:
    (pk, customer_id, plan_id, step_id, channel, state, first, last, late_days, due, value, moved_at, version) = row
    plan = plans.get(plan_id, BY_HAND) if plan_id else BY_HAND
    fixed = state == "approved" or moved_at is not None or plan_id is None
    topic = topic_of(plan, plan_id, step_id, first)
    touch = OpenTouch(pk, customer_id, plan, Channel(channel), first, last, late_days, due, value, topic, fixed)
    claim = claim_of(touch, today, households.get(customer_id))
    if claim is not None:
        heard.claims.append(claim)
        heard.rows[pk] = (due, version)


def _past(
    customer_ids: Collection[int], since: datetime, plans: Mapping[int, PlanWeight], households: Mapping[int, int]
) -> list[Happened]:
    zone = zone_of(current_business())
    past: list[Happened] = []
    for batch in in_batches(sorted(customer_ids), _BATCH):
        done = FollowUp.objects.filter(customer_id__in=batch, state="done", closed_at__gte=since)
        for customer_id, plan_id, step_id, channel, first, closed_at in done.values_list(
            "customer_id", "plan_id", "step_id", "channel", "window_first", "closed_at"
        ):
            assert closed_at is not None
            plan = plans.get(plan_id or 0, BY_HAND)
            contact = PastContact(
                customer_id=customer_id,
                purpose=plan.purpose,
                channel=Channel(channel),
                day=local_date(closed_at, zone),
                group_id=households.get(customer_id),
                topic=topic_of(plan, plan_id, step_id, first),
            )
            past.append(Happened(plan, contact))
    return past


def _concerned(claims: Collection[Claim], households: Mapping[int, int]) -> set[int]:
    """Whose past counts: the customers themselves, and the others of their households."""
    groups = {claim.group_id for claim in claims if claim.group_id is not None}
    return {claim.customer_id for claim in claims} | {one for one, group in households.items() if group in groups}


def _start(day: date) -> datetime:
    return local_moment(day, time(0), zone_of(current_business()))
