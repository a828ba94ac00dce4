"""What an open touch asks for when collisions are settled: its days, its weight, and the topic that is heard once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from afterword.domain.arbitration import Claim, PastContact
from afterword.domain.channel import Channel
from afterword.domain.contact import Purpose

#: Of these a household or firm hears once in a while, not once for each of its members.
_ONCE_IN_A_WHILE = frozenset({"keep_in_touch", "silence"})
_A_WHILE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class PlanWeight:
    """What of a plan matters in a collision; ``trigger`` is its kind."""

    purpose: Purpose
    priority: int
    trigger: str


#: A touch made by hand belongs to no plan: a person wants it on its day.
BY_HAND = PlanWeight(Purpose.CARE, 100, "")


class OpenTouch(NamedTuple):
    """A touch that has not happened, with the days of its row; ``fixed``: approved, or put on its day by a person."""

    id: int
    customer_id: int
    plan: PlanWeight
    channel: Channel
    first: date
    last: date
    late_days: int
    due: date
    value_minor: int
    topic: str
    fixed: bool


def claim_of(touch: OpenTouch, today: date, group_id: int | None) -> Claim | None:
    """What it asks for on that civil day of the business; None: it is over."""
    last, due = touch.last, touch.due
    if max(last, due) + timedelta(days=touch.late_days) < today:
        return None
    # What is late may still go while its step's rule lets it.
    last = last if last >= today else max(today, last + timedelta(days=touch.late_days))
    return Claim(
        id=touch.id,
        customer_id=touch.customer_id,
        purpose=touch.plan.purpose,
        channel=touch.channel,
        first=min(touch.first, due),
        last=max(last, due),
        day=max(due, today),
        priority=touch.plan.priority,
        value_minor=touch.value_minor,
        group_id=group_id,
        topic=touch.topic,
        fixed=touch.fixed,
    )


def topic_of(plan: PlanWeight, plan_id: int | None, step_id: int | None, first: date) -> str:
    """What a household hears once: a feast's greeting of one year, or a sign of life."""
    if plan.trigger == "holiday":
        return f"{plan_id}/{step_id}/{first.isoformat()}"
    return f"{plan_id}" if plan.trigger in _ONCE_IN_A_WHILE else ""


class Happened(NamedTuple):
    """What has happened, and the weight of its plan."""

    plan: PlanWeight
    contact: PastContact


def counting(past: Iterable[Happened], today: date) -> list[PastContact]:
    """The contacts as they count ``today``: a sign of life keeps others from another one only for a while."""
    return [
        replace(contact, topic="")
        if contact.topic and plan.trigger in _ONCE_IN_A_WHILE and today - contact.day > _A_WHILE
        else contact
        for plan, contact in past
    ]
