"""What moves days: a purchase, a finished job, a birthday or another date that became known, and merges."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from afterword.plans.dated.coming import plan_coming_days
from afterword.plans.dated.kinds import BY_DATES, BY_PURCHASES, DATED_KINDS, has_dated_plans
from afterword.timeline.actions import reacts_to
from afterword.timeline.catalogue import (
    CustomerAdded,
    CustomerChanged,
    CustomersMerged,
    Event,
    JobFinished,
    SaleRecorded,
)


@reacts_to(SaleRecorded)
def days_after_a_purchase(events: Sequence[SaleRecorded]) -> None:
    _plan(events, BY_PURCHASES)


@reacts_to(JobFinished)
def days_after_a_job(events: Sequence[JobFinished]) -> None:
    _plan(events, BY_PURCHASES)


@reacts_to(CustomerAdded)
def days_of_a_newcomer(events: Sequence[CustomerAdded]) -> None:
    _plan(events, BY_DATES)


@reacts_to(CustomerChanged)
def days_that_were_told(events: Sequence[CustomerChanged]) -> None:
    _plan(events, BY_DATES)


@reacts_to(CustomersMerged)
def days_of_one_person(events: Sequence[CustomersMerged]) -> None:
    _plan(events, DATED_KINDS)


def _plan(events: Sequence[Event], kinds: Collection[str]) -> None:
    customer_ids = {event.customer_id for event in events if event.customer_id is not None}
    if customer_ids and has_dated_plans(kinds):
        plan_coming_days(customer_ids=customer_ids, kinds=kinds)
