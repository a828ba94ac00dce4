"""Moving running enrollments to the live version of their plan; what has happened or is under way stays as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import F

from afterword.domain.channel import Channel
from afterword.domain.planning import Window
from afterword.domain.versions import Change, ChangeKind
from afterword.followups.drafts import forget_texts
from afterword.followups.models import FollowUp
from afterword.infra.bulk import in_batches, insert_rows, stored_day
from afterword.infra.tenancy import current_business_id
from afterword.plans.editing.comparing import (
    AT_ONCE,
    PLAN_CHANGED,
    Running,
    compared,
    running_outside,
    steps_of_versions,
)
from afterword.plans.models import Enrollment, Plan
from afterword.plans.rerouting import stop_follow_ups
from afterword.plans.rules import StepFacts, mode_on
from afterword.plans.settling import unsettle
from afterword.plans.writing import FOLLOW_UP_COLUMNS, THING_COLUMNS


@dataclass(slots=True)
class Moved:
    """How many enrollments went over, and what became of their touches."""

    enrollments: int = 0
    moved: int = 0
    added: int = 0
    dropped: int = 0


class _Place(NamedTuple):
    """What all touches have in common that go to one step, window and channel; no window: theirs stays.

    ``comes_back``: they had fallen away with an earlier change.
    """

    step_id: int
    channel: Channel
    window: Window | None
    keeps_day: bool = False
    comes_back: bool = False


def move_running(plan: Plan, *, enrollment_ids: Collection[int] | None) -> Moved:
    """Let these running enrollments (None: all) go on by the live version; inside a transaction.

    A touch that would be lost by moving stays as it was planned; so does whatever is approved, under way or over.
    What fell away with an earlier change comes back where the live version has its step and its window is not over.
    """
    done = Moved()
    rows = running_outside(plan, plan.version).order_by("id")
    if enrollment_ids is None:
        # By their ids first: while they are moved they drop out of the query.
        enrollment_ids = list(rows.values_list("id", flat=True))
    for ids in in_batches(sorted(set(enrollment_ids)), AT_ONCE):
        batch = rows.filter(id__in=ids)
        if batch.exists():
            _Move(plan, done).perform(ids)
    return done


class _Move:
    """One batch: what goes where is collected first and written in sets."""

    def __init__(self, plan: Plan, done: Moved) -> None:
        self.plan, self.done = plan, done
        self.steps = {step.rule.key: step for step in steps_of_versions(plan).get(plan.version, [])}
        self.places: dict[_Place, list[int]] = defaultdict(list)
        self.business_id = current_business_id()
        self.dropped: list[int] = []
        self.back: list[int] = []
        self.added: list[tuple[Any, ...]] = []
        self.met: list[int] = []

    def perform(self, ids: Collection[int]) -> None:
        rows = running_outside(self.plan, self.plan.version).filter(id__in=list(ids)).order_by("id")
        for one, changes in compared(self.plan, self.plan.version, rows, lock=True):
            self.met.append(one.enrollment.id)
            for change in changes.changes:
                self._sort(one, change)
        self._write()

    def _sort(self, one: Running, change: Change) -> None:
        step, now = self.steps.get(change.step_key), one.follow_ups.get(change.step_key)
        match change.kind:
            case ChangeKind.DROPPED if now is not None:
                self.dropped.append(now.pk)
            case ChangeKind.ADDED if step is not None and change.channel_after is not None:
                if (before := one.fell_away.get(change.step_key)) is not None:
                    self._bring_back(step, change, change.channel_after, before)
                else:
                    self.added.append(self._new(one, step, change, change.channel_after))
            case ChangeKind.SAME | ChangeKind.KEPT_BY_HAND | ChangeKind.MOVED if step is not None and now is not None:
                self._place(step, change, now)

    def _place(self, step: StepFacts, change: Change, now: FollowUp) -> None:
        if change.kind is ChangeKind.MOVED and change.channel_after is None:
            # Nobody could be reached by the new step's channels: it stays as it was planned.
            return
        channel = change.channel_after or Channel(now.channel)
        window = None if change.kind is ChangeKind.SAME else change.after
        self.places[_Place(step.id, channel, window, change.kind is ChangeKind.KEPT_BY_HAND)].append(now.pk)
        self.done.moved += change.kind is ChangeKind.MOVED

    def _bring_back(self, step: StepFacts, change: Change, channel: Channel, before: FollowUp) -> None:
        self.places[_Place(step.id, channel, change.after, comes_back=True)].append(before.pk)
        self.back.append(before.pk)

    def _new(self, one: Running, step: StepFacts, change: Change, channel: Channel) -> tuple[Any, ...]:
        """A row of the new touch, in the order of the columns that planning writes; about what the others are."""
        assert change.after is not None
        like = next(iter((one.follow_ups or one.fell_away).values()))
        window = change.after
        return (
            self.business_id, one.customer_id, one.enrollment.id, self.plan.pk, step.id, step.template_id,
            like.sale_id, like.inquiry_id,
            channel.value, mode_on(channel, step.rule.mode).value, "open",
            stored_day(window.earliest), stored_day(window.last), stored_day(window.due), step.late_days,
            like.value_minor, step.rule.minutes, "", "", 0,
            like.product_id, stored_day(like.about_on),
        )  # fmt: skip

    def _write(self) -> None:
        by_id = {step.id: step for step in self.steps.values()}
        for place, ids in self.places.items():
            self._go_to(place, by_id[place.step_id], ids)
        insert_rows(FollowUp, FOLLOW_UP_COLUMNS + THING_COLUMNS, self.added)
        Enrollment.objects.filter(id__in=self.met).update(version=self.plan.version)
        unsettle(self.back)
        stop_follow_ups(follow_up_ids=self.dropped, reason=PLAN_CHANGED)
        if self.dropped:
            # So that they are found should the plan be as before once more.
            Enrollment.objects.filter(id__in=self.met).exclude(state="running").update(reason=PLAN_CHANGED)
        self.done.enrollments += len(self.met)
        self.done.added += len(self.added) + len(self.back)
        self.done.dropped += len(self.dropped)

    def _go_to(self, place: _Place, step: StepFacts, ids: list[int]) -> None:
        columns: dict[str, Any] = {
            "step_id": step.id,
            "template_id": step.template_id,
            "channel": place.channel.value,
            "mode": mode_on(place.channel, step.rule.mode).value,
            "minutes": step.rule.minutes,
            "late_days": step.late_days,
        }
        if place.window is not None:
            columns |= {"window_first": place.window.earliest, "window_last": place.window.last}
            if not place.keeps_day:
                columns |= {"due_on": place.window.due, "moved_at": None}
        rows = FollowUp.objects.filter(id__in=ids, state="open")
        if place.comes_back:
            rows = FollowUp.objects.filter(id__in=ids, state="stopped", reason=PLAN_CHANGED)
            columns |= {"state": "open", "reason": "", "closed_at": None}
        # An edited text was meant for the channel that it was written for.
        changing = list(rows.exclude(channel=place.channel.value).values_list("id", flat=True))
        forget_texts(changing)
        rows.update(**columns, version=F("version") + 1)
