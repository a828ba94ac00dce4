"""Enrolling in sets: trigger rows in, enrollments and follow-ups out, each exactly once whatever is repeated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from afterword.businesses.models import Business
from afterword.businesses.queries import current_business, local_today
from afterword.domain.batches import EnrollmentState, PlannedEnrollment, PlannedTouch, SaleFact, plan_batch
from afterword.domain.contact import Reason
from afterword.domain.opening import OpenDays
from afterword.followups.calendars import open_days
from afterword.followups.models import FollowUp
from afterword.followups.rests import RestReason, write_rests
from afterword.infra.bulk import ids_clause, insert_rows, reserve_ids, stored_day
from afterword.plans.models import Enrollment
from afterword.plans.rules import PlanFacts, StepFacts, active_plans, mode_on
from afterword.plans.triggers import TRIGGERS, Chosen, Trigger, these, unplanned

ENROLLMENT_COLUMNS = (
    "id", "business_id", "plan_id", "version", "customer_id", "trigger_id", "anchor_on", "state", "reason",
)  # fmt: skip
FOLLOW_UP_COLUMNS = (
    "business_id", "customer_id", "enrollment_id", "plan_id", "step_id", "template_id", "sale_id", "inquiry_id", "channel",
    "mode", "state", "window_first", "window_last", "due_on", "late_days", "value_minor", "minutes", "reason", "note", "version",
)  # fmt: skip


@dataclass(slots=True)
class Enrolled:
    """What planning led to, over all plans."""

    running: int = 0
    joined: int = 0
    past: int = 0
    stopped: int = 0
    follow_ups: int = 0
    #: Who has a touch now, and who was looked at and has none.
    touched: set[int] = field(default_factory=set)
    bought_before: set[int] = field(default_factory=set)
    out_of_reach: set[int] = field(default_factory=set)


def enroll_triggers(*, trigger: str, ids: Sequence[int], import_run_id: int | None = None) -> Enrolled:
    """Plan for these sales or inquiries in every active plan; what is planned already is left as it is.

    A customer for whom nothing could be planned gets a written rest. A dozen statements, however many the rows.
    """
    return enroll(TRIGGERS[trigger], these(ids), import_run_id=import_run_id)


def enroll(
    trigger: Trigger, chosen: Chosen, *, import_run_id: int | None = None, plan_ids: Iterable[int] | None = None
) -> Enrolled:
    """Plan for the chosen rows; with ``plan_ids`` in these plans only."""
    done = Enrolled()
    with transaction.atomic(savepoint=False):
        plans = active_plans(trigger.name, lock=True)
        if plan_ids is not None:
            plans = [plan for plan in plans if plan.id in set(plan_ids)]
        if not plans:
            return done
        business = current_business()
        opening, today = open_days(business), local_today(business)
        for plan in plans:
            _enroll_into(plan, trigger, chosen, Day(business, opening, today), done)
        _write_rests(done, import_run_id)
    return done


@dataclass(frozen=True, slots=True)
class Day:
    """The business and its calendar on the day of planning."""

    business: Business
    opening: OpenDays
    today: date


def _enroll_into(plan: PlanFacts, trigger: Trigger, chosen: Chosen, day: Day, done: Enrolled) -> None:
    facts = _facts(trigger, chosen, day.business.pk, plan.id)
    if not facts:
        return
    anchors = _anchors(day.business.pk, plan, {fact.customer_id for fact in facts})
    rule_day = day.today - timedelta(days=_days_of_grace(plan, trigger))
    planned = list(plan_batch(facts, anchors, plan.rule, rule_day, day.opening))
    if planned:
        _Writer(plan, trigger, day.business.pk, done).write(planned)


def _days_of_grace(plan: PlanFacts, trigger: Trigger) -> int:
    """How late a plan may still begin. A sale's never: no burst. An inquiry wants its answer for as long as that does any good."""
    if trigger.name == "sale":
        return 0
    return max((step.late_days for step in plan.steps.values()), default=0)


def _facts(trigger: Trigger, chosen: Chosen, business_id: int, plan_id: int) -> list[SaleFact]:
    sql, parameters = unplanned(trigger, chosen, business_id, plan_id)
    rows = _fetched(sql, parameters)
    if connection.vendor == "postgresql":
        return [SaleFact(*row) for row in rows]
    days = _Days()
    return [SaleFact(id, customer_id, days[day], value, reach) for id, customer_id, day, value, reach in rows]


class _Days(dict[str, date]):
    """Dates by their text: the same few hundred come back a million times."""

    def __missing__(self, text: str) -> date:
        day = self[text] = date.fromisoformat(text)
        return day


def _fetched(sql: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _anchors(business_id: int, plan: PlanFacts, customer_ids: set[int]) -> dict[int, list[date]]:
    """The days from which rounds of this plan already run or ran, for each of these customers."""
    if not plan.rule.again_after_days:
        return {}
    listed, parameters = ids_clause("e.customer_id", sorted(customer_ids))
    rows = _fetched(
        f"""SELECT e.customer_id, e.anchor_on FROM plans_enrollment e
            WHERE e.business_id = %s AND e.plan_id = %s AND e.state IN ('running', 'done', 'stopped') AND {listed}""",
        [business_id, plan.id, *parameters],
    )
    anchors: dict[int, list[date]] = {}
    for customer_id, day in rows:
        anchors.setdefault(customer_id, []).append(day)
    return anchors


class _Writer:
    """Turns what is planned for one plan into rows of the two tables."""

    def __init__(self, plan: PlanFacts, trigger: Trigger, business_id: int, done: Enrolled) -> None:
        self.plan, self.trigger, self.business_id, self.done = plan, trigger, business_id, done
        self._stored: dict[date, Any] = {}
        self._tails: dict[tuple[Any, ...], tuple[tuple[Any, ...], tuple[Any, ...]]] = {}

    def write(self, planned: list[PlannedEnrollment]) -> None:
        ids = reserve_ids(Enrollment, len(planned))
        insert_rows(Enrollment, ENROLLMENT_COLUMNS, list(self._enrollments(planned, ids)))
        follow_ups = list(self._follow_ups(planned, ids))
        self.done.follow_ups += len(follow_ups)
        insert_rows(FollowUp, FOLLOW_UP_COLUMNS, follow_ups)

    def _enrollments(self, planned: list[PlannedEnrollment], ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        business_id, plan_id, version, done = self.business_id, self.plan.id, self.plan.version, self.done
        stored = self._day
        for id, (sale_id, customer_id, anchor, state, touches, _missed) in zip(ids, planned, strict=True):
            reason = ""
            if state is EnrollmentState.RUNNING:
                if any(touch.channel for touch in touches):
                    done.running += 1
                    done.touched.add(customer_id)
                else:
                    state_name, reason = "stopped", Reason.NO_ADDRESS.value
                    done.stopped += 1
                    done.out_of_reach.add(customer_id)
                    yield id, business_id, plan_id, version, customer_id, sale_id, stored(anchor), state_name, reason
                    continue
            elif state is EnrollmentState.PAST:
                done.past += 1
                done.bought_before.add(customer_id)
            else:
                done.joined += 1
            yield id, business_id, plan_id, version, customer_id, sale_id, stored(anchor), state.value, reason

    def _follow_ups(self, planned: list[PlannedEnrollment], ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        business_id, plan_id, sale_is_it = self.business_id, self.plan.id, self.trigger.about == "sale_id"
        for id, (sale_id, customer_id, _anchor, _state, touches, _missed) in zip(ids, planned, strict=True):
            for touch in touches:
                if touch.channel is None:
                    continue
                step_id, template_id, before, after = self._outline(touch)
                about = (sale_id, None) if sale_is_it else (None, sale_id)
                yield (
                    business_id, customer_id, id, plan_id, step_id, template_id, *about, *before, touch.value_minor, *after,
                )  # fmt: skip

    def _outline(self, touch: PlannedTouch) -> Any:
        """All of a row but whose it is: the same for every touch of a step on a day by a channel."""
        key = touch[:5]
        found = self._tails.get(key)
        if found is None:
            step = self.plan.steps[touch.step_key]
            found = self._tails[key] = _outline_of(step, touch)
        return found

    def _day(self, day: date) -> Any:
        found = self._stored.get(day)
        if found is None:
            found = self._stored[day] = stored_day(day)
        return found


def _outline_of(step: StepFacts, touch: PlannedTouch) -> Any:
    assert touch.channel is not None  # the caller leaves those out
    # A window that lies on closed days only is met on the open day before it.
    first = min(touch.first, touch.due)
    before = (
        touch.channel.value, mode_on(touch.channel, step.rule.mode).value, "open", stored_day(first), stored_day(touch.last),
        stored_day(touch.due), step.late_days,
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
