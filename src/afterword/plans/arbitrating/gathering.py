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
from afterword.plans.arbitrating.policy import MONTH
from afterword.plans.models import Plan

#: How far ahead touches are settled: what the composer looks at, and a week.
AHEAD = timedelta(days=35)
#: Those with the earliest last days; a business with more of them has other troubles.
MOST_HEARD = 20_000
#: Of these a household or firm hears once in a while, not once for each of its members.
_ONCE_IN_A_WHILE = frozenset({"keep_in_touch", "silence"})
_A_WHILE = timedelta(days=14)
_BATCH = 5_000


@dataclass(slots=True)
class Heard:
    """Claims with the version and the day of their rows, and the contacts that count."""

    claims: list[Claim] = field(default_factory=list)
    past: list[PastContact] = field(default_factory=list)
    #: Day and version of each follow-up as read.
    rows: dict[int, tuple[date, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _PlanFacts:
    purpose: Purpose
    priority: int
    trigger: str


#: A touch made by hand belongs to no plan: a person wants it on its day.
_BY_HAND = _PlanFacts(Purpose.CARE, 100, "")

_FIELDS = (
    "id", "customer_id", "plan_id", "step_id", "channel", "state", "window_first", "window_last", "late_days", "due_on",
    "value_minor", "moved_at", "version",
)  # fmt: skip


def hear(today: date, households: Mapping[int, int]) -> Heard:
    """The touches to be settled; ``households``: by customer the number of their household or firm."""
    heard = Heard()
    plans = {
        pk: _PlanFacts(Purpose(purpose), priority, trigger)
        for pk, purpose, priority, trigger in Plan.objects.values_list("id", "purpose", "priority", "trigger")
    }
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
    _remember(heard, since, today, plans, households)
    return heard


def _claim(
    heard: Heard, row: tuple[Any, ...], today: date, plans: Mapping[int, _PlanFacts], households: Mapping[int, int]
) -> None:
    (pk, customer_id, plan_id, step_id, channel, state, first, last, late_days, due, value, moved_at, version) = row
    plan = plans.get(plan_id, _BY_HAND) if plan_id else _BY_HAND
    if max(last, due) + timedelta(days=late_days) < today:
        return
    chosen = state == "approved" or moved_at is not None or plan_id is None
    # What is late may still go while its step's rule lets it.
    last = last if last >= today else max(today, last + timedelta(days=late_days))
    heard.claims.append(
        Claim(
            id=pk,
            customer_id=customer_id,
            purpose=plan.purpose,
            channel=Channel(channel),
            first=min(first, due),
            last=max(last, due),
            day=max(due, today),
            priority=plan.priority,
            value_minor=value,
            group_id=households.get(customer_id),
            topic=_topic(plan, plan_id, step_id, first),
            fixed=chosen,
        )
    )
    heard.rows[pk] = (due, version)


def _topic(plan: _PlanFacts, plan_id: int | None, step_id: int | None, first: date) -> str:
    """What a household hears once: a feast's greeting of one year, or a sign of life."""
    if plan.trigger == "holiday":
        return f"{plan_id}/{step_id}/{first.isoformat()}"
    return f"{plan_id}" if plan.trigger in _ONCE_IN_A_WHILE else ""


def _remember(
    heard: Heard, since: datetime, today: date, plans: Mapping[int, _PlanFacts], households: Mapping[int, int]
) -> None:
    zone = zone_of(current_business())
    for batch in in_batches(sorted(_concerned(heard.claims, households)), _BATCH):
        done = FollowUp.objects.filter(customer_id__in=batch, state="done", closed_at__gte=since)
        for customer_id, plan_id, step_id, channel, first, closed_at in done.values_list(
            "customer_id", "plan_id", "step_id", "channel", "window_first", "closed_at"
        ):
            assert closed_at is not None
            plan = plans.get(plan_id or 0, _BY_HAND)
            day = local_date(closed_at, zone)
            told = plan.trigger not in _ONCE_IN_A_WHILE or today - day <= _A_WHILE
            heard.past.append(
                PastContact(
                    customer_id=customer_id,
                    purpose=plan.purpose,
                    channel=Channel(channel),
                    day=day,
                    group_id=households.get(customer_id),
                    topic=_topic(plan, plan_id, step_id, first) if told else "",
                )
            )


def _concerned(claims: Collection[Claim], households: Mapping[int, int]) -> set[int]:
    """Whose past counts: the customers themselves, and the others of their households."""
    groups = {claim.group_id for claim in claims if claim.group_id is not None}
    return {claim.customer_id for claim in claims} | {one for one, group in households.items() if group in groups}


def _start(day: date) -> datetime:
    return local_moment(day, time(0), zone_of(current_business()))
