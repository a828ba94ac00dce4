"""Running enrollments beside another version of their plan: what would change for each of them. Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet

from afterword.businesses.queries import current_business, local_today
from afterword.customers.models import Customer
from afterword.domain.channel import Channel
from afterword.domain.ended import Ended
from afterword.domain.opening import OpenDays
from afterword.domain.planning import StepRule, Window, window_of
from afterword.domain.versions import (
    Comparison,
    EnrollmentChanges,
    RunningEnrollment,
    RunningStep,
    StepState,
    Summary,
    summary,
)
from afterword.followups.calendars import open_days
from afterword.followups.models import FollowUp
from afterword.plans.models import Enrollment, Plan, Step
from afterword.plans.rules import StepFacts, step_facts

#: Why a touch ended that the version to which its round went over does not have.
PLAN_CHANGED = Ended.PLAN_CHANGED.value
#: Enrollments looked at together.
AT_ONCE = 2_000
#: More than that are not reckoned through for a page: the newest ones are.
MOST_COMPARED = 5_000

_STATES = {"open": StepState.OPEN, "approved": StepState.UNDER_WAY, "unclear": StepState.UNDER_WAY}


class Example(NamedTuple):
    """One customer for whom something would change."""

    customer_id: int
    name: str
    changes: EnrollmentChanges


@dataclass(frozen=True, slots=True)
class Effects:
    """What another version would mean: over all that were compared, and by name for a few of those that change."""

    #: Running enrollments that are not in that version yet.
    running: int
    compared: int
    summary: Summary
    examples: tuple[Example, ...]


class Running(NamedTuple):
    """One running enrollment with what stands in the tables for it."""

    customer_id: int
    version: int
    enrollment: RunningEnrollment
    #: The follow-up of each step by its key.
    follow_ups: dict[str, FollowUp]
    #: Those that ended only because a version did not have their step: they come back with one that has it.
    fell_away: dict[str, FollowUp]


def effects(plan: Plan, version: int, *, examples: int = 8, today: date | None = None) -> Effects:
    """What would change if all running enrollments went over to that version."""
    rows = running_outside(plan, version)
    count = rows.count()
    found: list[Example] = []
    looked_at: list[EnrollmentChanges] = []
    for one, changes in compared(plan, version, rows.order_by("-id")[:MOST_COMPARED], today=today):
        looked_at.append(changes)
        if changes.anything and len(found) < examples:
            found.append(Example(one.customer_id, "", changes))
    names = dict(Customer.objects.filter(id__in=[one.customer_id for one in found]).values_list("id", "display_name"))
    named = tuple(one._replace(name=names.get(one.customer_id, "")) for one in found)
    return Effects(count, len(looked_at), summary(looked_at), named)


def running_outside(plan: Plan, version: int) -> QuerySet[Enrollment]:
    """The plan's enrollments of any other version that run, or that a change of the plan alone has ended."""
    on_their_way = Q(state="running") | Q(state__in=("done", "stopped"), reason=PLAN_CHANGED)
    return Enrollment.objects.filter(on_their_way, plan_id=plan.pk).exclude(version=version)


def compared(
    plan: Plan, version: int, rows: QuerySet[Enrollment], *, today: date | None = None, lock: bool = False
) -> Iterator[tuple[Running, EnrollmentChanges]]:
    """Each of these enrollments with what would become of it; two queries for :data:`AT_ONCE` of them.

    ``lock`` (inside a transaction) keeps their follow-ups from changing until it ends.
    """
    business = current_business()
    opening = open_days(business)
    versions = steps_of_versions(plan)
    comparisons: dict[int, Comparison] = {}
    day = today or local_today(business)
    new = [step.rule for step in versions.get(version, [])]
    for batch in _batches(rows, AT_ONCE):
        for one in running_in(batch, versions, opening, lock=lock):
            comparison = comparisons.get(one.version)
            if comparison is None:
                old = [step.rule for step in versions.get(one.version, [])]
                comparison = comparisons[one.version] = Comparison(old, new, day, opening)
            yield one, comparison.of(one.enrollment)


def steps_of_versions(plan: Plan) -> dict[int, list[StepFacts]]:
    """The steps of every version of the plan, in their order; one query."""
    found: dict[int, list[StepFacts]] = {}
    for step in Step.objects.filter(plan_id=plan.pk).order_by("version", "position", "id"):
        found.setdefault(step.version, []).append(step_facts(step))
    return found


def running_in(
    rows: Sequence[Enrollment], versions: dict[int, list[StepFacts]], opening: OpenDays, *, lock: bool = False
) -> Iterator[Running]:
    """These enrollments with their follow-ups and the reach of their customers; two queries."""
    steps = {step.id: step for of_version in versions.values() for step in of_version}
    follow_ups: dict[int, dict[str, FollowUp]] = {}
    fell_away: dict[int, dict[str, FollowUp]] = {}
    owed = FollowUp.objects.filter(enrollment_id__in=[row.pk for row in rows]).order_by("id")
    for one in owed.select_for_update() if lock else owed:
        step = steps.get(one.step_id or 0)
        if one.enrollment_id is not None and step is not None:
            found = fell_away if (one.state, one.reason) == ("stopped", PLAN_CHANGED) else follow_ups
            found.setdefault(one.enrollment_id, {})[step.rule.key] = one
    reach = dict(Customer.objects.filter(id__in={row.customer_id for row in rows}).values_list("id", "reach"))
    windows: dict[tuple[int, date], Window] = {}
    for row in rows:
        owed_by_key = follow_ups.get(row.pk, {})
        states = {
            key: _running_step(one, steps[one.step_id or 0].rule, row.anchor_on, opening, windows)
            for key, one in owed_by_key.items()
        }
        enrollment = RunningEnrollment(row.pk, row.anchor_on, reach.get(row.customer_id, 0), states)
        yield Running(row.customer_id, row.version, enrollment, owed_by_key, fell_away.get(row.pk, {}))


def _running_step(
    one: FollowUp, rule: StepRule, anchor: date, opening: OpenDays, windows: dict[tuple[int, date], Window]
) -> RunningStep:
    known = (one.step_id or 0, anchor)
    window = windows.get(known)
    if window is None:
        window = windows[known] = window_of(rule, anchor, opening)
    if (window.earliest, window.last) != (one.window_first, one.window_last):
        window = Window(one.window_first, one.window_last, one.due_on)
    # The composer may have put it on another day of the window: that is no other window.
    moved_to = one.due_on if one.moved_at is not None else None
    return RunningStep(_STATES.get(one.state, StepState.OVER), window, Channel(one.channel), moved_to)


def _batches(rows: QuerySet[Enrollment], size: int) -> Iterator[list[Enrollment]]:
    batch: list[Enrollment] = []
    for row in rows.iterator(chunk_size=size):
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
