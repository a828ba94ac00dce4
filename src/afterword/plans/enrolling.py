"""Enrolling in sets: what starts plans in, enrollments and follow-ups out, each exactly once whatever is repeated."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from afterword.businesses.queries import current_business, local_today
from afterword.domain.batches import Planner, SaleFact
from afterword.followups.calendars import open_days
from afterword.followups.rests import RestReason, write_rests
from afterword.infra.rows import Days, fetched
from afterword.infra.tenancy import current_business_id
from afterword.plans.belonging import among
from afterword.plans.dated.cards import cards_in_time
from afterword.plans.occasions import About, Occasion, facts_of
from afterword.plans.rules import PlanFacts, active_plans
from afterword.plans.stopping import stop_rounds
from afterword.plans.triggers import TRIGGERS, Chosen, Trigger, abouts_of, local_days, rows_of, these
from afterword.plans.which_sales import meeting
from afterword.plans.writing import Enrolled, Writer

__all__ = ["Enrolled", "enroll", "enroll_facts", "enroll_triggers", "without_collector"]


@dataclass(frozen=True, slots=True)
class _Fresh:
    """What one plan has not looked at, and what its follow-ups are about (None: the sale or inquiry itself)."""

    plan: PlanFacts
    rows: list[SaleFact]
    abouts: Mapping[int, About] | None


def enroll_triggers(
    *, trigger: str, ids: Sequence[int], import_run_id: int | None = None, stopping: bool = True
) -> Enrolled:
    """Plan for these sales, inquiries, jobs or events in every active plan; what is planned already is left as it is.

    A customer for whom nothing could be planned gets a written rest. A dozen statements, however many the rows.
    ``stopping``: ask the stop rules of the rounds that begin; False where the caller asks those of all rounds.
    """
    return enroll(TRIGGERS[trigger], these(ids), import_run_id=import_run_id, stopping=stopping)


def enroll(trigger: Trigger, chosen: Chosen, *, import_run_id: int | None = None, stopping: bool = True) -> Enrolled:
    """Plan for the chosen rows in every active plan of this trigger."""
    done = Enrolled()
    with transaction.atomic(savepoint=False), without_collector():
        plans = active_plans(trigger.name, lock=True)
        if not plans:
            return done
        business_id = current_business_id()
        facts = [] if trigger.is_of_plan else _facts(trigger, chosen, business_id)
        abouts = abouts_of(trigger, chosen, business_id)
        fresh = []
        for plan in plans:
            rows = _facts(trigger, chosen, business_id, plan) if trigger.is_of_plan else facts
            rows = meeting(plan, _not_enrolled(rows, plan.id, chosen, business_id))
            fresh.append(_Fresh(plan, among(plan, rows, abouts), abouts))
        _plan(fresh, done)
        _write_rests(done, import_run_id)
        if stopping:
            _stop_what_is_over(plans, done, import_run_id)
    return done


def enroll_facts(plan: PlanFacts, occasions: Sequence[Occasion], *, import_run_id: int | None = None) -> Enrolled:
    """Plan for these occasions in one plan, whatever starts it: its audience and its re-entry are applied here.

    For living customers; an occasion that the plan has looked at already is left as it is. The caller holds the plan
    (``active_plans(…, lock=True)`` in the same transaction) and writes rests for whom nothing could be planned
    (``out_of_reach``). Half a dozen statements, however many the occasions.
    """
    done = Enrolled()
    if not occasions:
        return done
    with transaction.atomic(savepoint=False), without_collector():
        chosen = these([one.trigger_id for one in occasions])
        abouts = {one.trigger_id: one.about for one in occasions}
        rows = _not_enrolled(facts_of(occasions), plan.id, chosen, current_business_id())
        _plan([_Fresh(plan, among(plan, rows, abouts), abouts)], done)
        _stop_what_is_over([plan], done, import_run_id)
    return done


@contextmanager
def without_collector() -> Iterator[None]:
    """Hold Python's cycle collector: among new tuples by the hundred thousand it finds nothing, and takes its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _plan(fresh: Sequence[_Fresh], done: Enrolled) -> None:
    """Decide and write, plan by plan."""
    if not any(one.rows for one in fresh):
        return
    business = current_business()
    anchors = _anchors(business.pk, fresh)
    opening, today = open_days(business), local_today(business)
    for one in fresh:
        rule_day = today - timedelta(days=days_of_grace(one.plan))
        cards = cards_in_time(one.plan, business, today)
        planned = list(Planner(one.plan.rule, rule_day, opening, cards).batch(one.rows, anchors[one.plan.id]))
        Writer(one.plan, business.pk, done, one.abouts).write(planned)


def _stop_what_is_over(plans: Sequence[PlanFacts], done: Enrolled, import_run_id: int | None) -> None:
    """Rounds that begin after what ends them was recorded: an older sale that a later import brings."""
    if done.running and any(plan.stops for plan in plans):
        stop_rounds(customer_ids=done.touched, import_run_id=import_run_id)


def days_of_grace(plan: PlanFacts) -> int:
    """How late a plan may still begin. After a sale never: no burst. Otherwise while its steps may still go out."""
    if plan.trigger == "sale":
        return 0
    return max((step.late_days for step in plan.steps.values()), default=0)


def _facts(trigger: Trigger, chosen: Chosen, business_id: int, plan: PlanFacts | None = None) -> list[SaleFact]:
    rows = fetched(*rows_of(trigger, chosen, business_id, plan))
    make = tuple.__new__
    if trigger.is_moment:
        day_of = local_days()
        return [SaleFact(row_id, customer, day_of(at), value, reach) for row_id, customer, at, value, reach in rows]
    if connection.vendor == "postgresql":
        return [make(SaleFact, row) for row in rows]
    days = Days()
    return [make(SaleFact, (row_id, customer, days[day], value, reach)) for row_id, customer, day, value, reach in rows]


def _not_enrolled(facts: list[SaleFact], plan_id: int, chosen: Chosen, business_id: int) -> list[SaleFact]:
    """Those of the rows that this plan has not looked at."""
    condition, parameters = chosen.widened.on("e.trigger_id")
    sql = f"SELECT e.trigger_id FROM plans_enrollment e WHERE e.business_id = %s AND e.plan_id = %s AND {condition}"
    taken = {row[0] for row in fetched(sql, [business_id, plan_id, *parameters])}
    return [fact for fact in facts if fact[0] not in taken] if taken else facts


# Both look each customer up in an index, so that the cost grows with the customers asked for and not with what is
# stored: left to itself PostgreSQL reads the whole table where its statistics are old. As text on SQLite, because the
# driver's conversion costs more than the look-up.
_ROUNDS = {
    "sqlite": """
        SELECT e.plan_id, e.customer_id, e.anchor_on || '' FROM plans_enrollment e
        WHERE e.customer_id IN (SELECT value FROM json_each(%s)) AND e.business_id = %s
            AND e.state IN ('running', 'done', 'stopped')
    """,
    "postgresql": """
        SELECT e.plan_id, e.customer_id, e.anchor_on FROM unnest(%s::bigint[]) AS c(id) CROSS JOIN LATERAL (
            SELECT plan_id, customer_id, anchor_on FROM plans_enrollment
            WHERE customer_id = c.id AND business_id = %s AND state IN ('running', 'done', 'stopped') OFFSET 0
        ) e
    """,
}


def _listed(ids: list[int]) -> list[Any]:
    return [ids if connection.vendor == "postgresql" else json.dumps(ids)]


def _anchors(business_id: int, fresh: Sequence[_Fresh]) -> dict[int, dict[int, list[date]]]:
    """For each plan and customer the days from which rounds run or ran; one query for all plans."""
    anchors: dict[int, dict[int, list[date]]] = {one.plan.id: {} for one in fresh}
    customers = {fact[1] for one in fresh if one.plan.rule.looks_at_rounds for fact in one.rows}
    if not customers:
        return anchors
    rows = fetched(_ROUNDS[connection.vendor], [*_listed(sorted(customers)), business_id])
    days = Days()
    for plan_id, customer_id, anchor in rows:
        if (of_plan := anchors.get(plan_id)) is not None:
            of_plan.setdefault(customer_id, []).append(days[anchor] if isinstance(anchor, str) else anchor)
    return anchors


def _write_rests(done: Enrolled, import_run_id: int | None) -> None:
    """Who was looked at and has no touch gets the reason in writing."""
    unreached = done.out_of_reach - done.touched
    if unreached:
        write_rests(reason=RestReason.CANNOT_BE_REACHED, customer_ids=unreached, import_run_id=import_run_id)
    before = done.bought_before - done.touched - unreached
    if before:
        write_rests(reason=RestReason.BEFORE_YOUR_TIME, customer_ids=before, import_run_id=import_run_id)
