"""Enrolling in sets: trigger rows in, enrollments and follow-ups out, each exactly once whatever is repeated."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from afterword.businesses.queries import current_business, local_today
from afterword.domain.batches import EnrollmentState, PlannedEnrollment, PlannedTouch, Planner, SaleFact
from afterword.domain.contact import Reason
from afterword.followups.calendars import open_days
from afterword.followups.models import FollowUp
from afterword.followups.rests import RestReason, write_rests
from afterword.infra.bulk import insert_rows, reserve_ids, stored_day
from afterword.plans.models import Enrollment
from afterword.plans.rules import PlanFacts, StepFacts, active_plans, mode_on
from afterword.plans.triggers import TRIGGERS, Chosen, Trigger, rows_of, these

ENROLLMENT_COLUMNS = (
    "id", "business_id", "plan_id", "version", "customer_id", "trigger_id", "anchor_on", "state", "reason",
)  # fmt: skip
FOLLOW_UP_COLUMNS = (
    "business_id", "customer_id", "enrollment_id", "plan_id", "step_id", "template_id", "sale_id", "inquiry_id",
    "channel", "mode", "state", "window_first", "window_last", "due_on", "late_days", "value_minor", "minutes",
    "reason", "note", "version",
)  # fmt: skip


@dataclass(slots=True)
class Enrolled:
    """What planning led to, over all plans."""

    running: int = 0
    joined: int = 0
    past: int = 0
    stopped: int = 0
    follow_ups: int = 0
    #: Who has a touch now or a round that speaks for them, and who was looked at and has none.
    touched: set[int] = field(default_factory=set)
    bought_before: set[int] = field(default_factory=set)
    out_of_reach: set[int] = field(default_factory=set)


def enroll_triggers(*, trigger: str, ids: Sequence[int], import_run_id: int | None = None) -> Enrolled:
    """Plan for these sales or inquiries in every active plan; what is planned already is left as it is.

    A customer for whom nothing could be planned gets a written rest. A dozen statements, however many the rows.
    """
    return enroll(TRIGGERS[trigger], these(ids), import_run_id=import_run_id)


def enroll(trigger: Trigger, chosen: Chosen, *, import_run_id: int | None = None) -> Enrolled:
    """Plan for the chosen rows in every active plan of this trigger."""
    done = Enrolled()
    with transaction.atomic(savepoint=False), without_collector():
        plans = active_plans(trigger.name, lock=True)
        if not plans:
            return done
        business = current_business()
        facts = _facts(trigger, chosen, business.pk)
        fresh = [(plan, _not_enrolled(facts, plan.id, chosen, business.pk)) for plan in plans]
        if any(rows for _, rows in fresh):
            anchors = _anchors(business.pk, fresh)
            opening, today = open_days(business), local_today(business)
            for plan, rows in fresh:
                rule_day = today - timedelta(days=_days_of_grace(plan, trigger))
                planned = list(Planner(plan.rule, rule_day, opening).batch(rows, anchors[plan.id]))
                _Writer(plan, trigger, business.pk, done).write(planned)
            _write_rests(done, import_run_id)
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


def _days_of_grace(plan: PlanFacts, trigger: Trigger) -> int:
    """How late a plan may still begin. A sale's never: no burst. An inquiry's while an answer does any good."""
    if trigger.name == "sale":
        return 0
    return max((step.late_days for step in plan.steps.values()), default=0)


def _facts(trigger: Trigger, chosen: Chosen, business_id: int) -> list[SaleFact]:
    rows = _fetched(*rows_of(trigger, chosen, business_id))
    make = tuple.__new__
    if connection.vendor == "postgresql":
        return [make(SaleFact, row) for row in rows]
    days = _Days()
    return [make(SaleFact, (row_id, customer, days[day], value, reach)) for row_id, customer, day, value, reach in rows]


def _not_enrolled(facts: list[SaleFact], plan_id: int, chosen: Chosen, business_id: int) -> list[SaleFact]:
    """Those of the rows that this plan has not looked at."""
    condition, parameters = chosen.widened.on("e.trigger_id")
    sql = f"SELECT e.trigger_id FROM plans_enrollment e WHERE e.business_id = %s AND e.plan_id = %s AND {condition}"
    taken = {row[0] for row in _fetched(sql, [business_id, plan_id, *parameters])}
    return [fact for fact in facts if fact[0] not in taken] if taken else facts


class _Days(dict[str, date]):
    """Dates by their text: the same few hundred come back a million times."""

    def __missing__(self, text: str) -> date:
        day = self[text] = date.fromisoformat(text)
        return day


def _fetched(sql: str, parameters: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


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


def _anchors(business_id: int, fresh: list[tuple[PlanFacts, list[SaleFact]]]) -> dict[int, dict[int, list[date]]]:
    """For each plan and customer the days from which rounds run or ran; one query for all plans."""
    anchors: dict[int, dict[int, list[date]]] = {plan.id: {} for plan, _ in fresh}
    customers = {fact[1] for plan, rows in fresh if plan.rule.again_after_days for fact in rows}
    if not customers:
        return anchors
    rows = _fetched(_ROUNDS[connection.vendor], [*_listed(sorted(customers)), business_id])
    days = _Days()
    for plan_id, customer_id, anchor in rows:
        if (of_plan := anchors.get(plan_id)) is not None:
            of_plan.setdefault(customer_id, []).append(days[anchor] if isinstance(anchor, str) else anchor)
    return anchors


#: Step, template, the columns before the value at stake and those after it.
_Outline = tuple[int, int, tuple[Any, ...], tuple[Any, ...]]


class _Writer:
    """Turns what is planned for one plan into rows of the two tables."""

    def __init__(self, plan: PlanFacts, trigger: Trigger, business_id: int, done: Enrolled) -> None:
        self.plan, self.trigger, self.business_id, self.done = plan, trigger, business_id, done
        self._outlines: dict[tuple[Any, ...], _Outline] = {}

    def write(self, planned: list[PlannedEnrollment]) -> None:
        """Two inserts for all of it."""
        if not planned:
            return
        ids = reserve_ids(Enrollment, len(planned))
        insert_rows(Enrollment, ENROLLMENT_COLUMNS, list(self._enrollments(planned, ids)))
        follow_ups = list(self._follow_ups(planned, ids))
        self.done.follow_ups += len(follow_ups)
        insert_rows(FollowUp, FOLLOW_UP_COLUMNS, follow_ups)

    def _enrollments(self, planned: list[PlannedEnrollment], ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        business_id, plan_id, version, done = self.business_id, self.plan.id, self.plan.version, self.done
        stored = _StoredDays()
        past, joined = EnrollmentState.PAST, EnrollmentState.JOINED
        for row_id, (sale_id, customer_id, anchor, state, touches, _missed) in zip(ids, planned, strict=True):
            if state is joined:
                name, reason = "joined", ""
                done.joined += 1
                done.touched.add(customer_id)
            elif state is past:
                name, reason = "past", ""
                done.past += 1
                done.bought_before.add(customer_id)
            elif touches[0][1] or any(touch[1] for touch in touches):
                name, reason = "running", ""
                done.running += 1
                done.touched.add(customer_id)
            else:
                name, reason = "stopped", Reason.NO_ADDRESS.value
                done.stopped += 1
                done.out_of_reach.add(customer_id)
            yield row_id, business_id, plan_id, version, customer_id, sale_id, stored[anchor], name, reason

    def _follow_ups(self, planned: list[PlannedEnrollment], ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        business_id, plan_id, of_sale = self.business_id, self.plan.id, self.trigger.about == "sale_id"
        for row_id, (sale_id, customer_id, _anchor, _state, touches, _missed) in zip(ids, planned, strict=True):
            for touch in touches:
                if touch[1] is None:
                    continue
                step_id, template_id, before, after = self._outlines.get(touch[:5]) or self._outline(touch)
                about = (sale_id, None) if of_sale else (None, sale_id)
                yield (
                    business_id, customer_id, row_id, plan_id, step_id, template_id, *about, *before, touch[5], *after,
                )  # fmt: skip

    def _outline(self, touch: PlannedTouch) -> _Outline:
        """All of a row but whose it is: the same for every touch of a step on a day by a channel."""
        found = self._outlines[touch[:5]] = _outline_of(self.plan.steps[touch.step_key], touch)
        return found


class _StoredDays(dict[date, Any]):
    """Dates as the database takes them."""

    def __missing__(self, day: date) -> Any:
        stored = self[day] = stored_day(day)
        return stored


def _outline_of(step: StepFacts, touch: PlannedTouch) -> _Outline:
    assert touch.channel is not None  # the caller leaves those out
    # A window that lies on closed days only is met on the open day before it.
    first = min(touch.first, touch.due)
    before = (
        touch.channel.value, mode_on(touch.channel, step.rule.mode).value, "open", stored_day(first),
        stored_day(touch.last), stored_day(touch.due), step.late_days,
    )  # fmt: skip
    return step.id, step.template_id, before, (step.rule.minutes, "", "", 0)


def _write_rests(done: Enrolled, import_run_id: int | None) -> None:
    """Who was looked at and has no touch gets the reason in writing."""
    unreached = done.out_of_reach - done.touched
    if unreached:
        write_rests(reason=RestReason.CANNOT_BE_REACHED, customer_ids=unreached, import_run_id=import_run_id)
    before = done.bought_before - done.touched - unreached
    if before:
        write_rests(reason=RestReason.BEFORE_YOUR_TIME, customer_ids=before, import_run_id=import_run_id)
