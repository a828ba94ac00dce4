"""Moving running enrollments to the live version of their plan; what has happened or is under way stays as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import F

from afterword.domain.channel import Channel
from afterword.domain.ended import Ended
from afterword.domain.planning import Window
from afterword.domain.versions import Change, ChangeKind
from afterword.followups.models import Draft, FollowUp
from afterword.infra.bulk import in_batches
from afterword.plans.editing.comparing import AT_ONCE, Running, compared, running_outside, steps_of_versions
from afterword.plans.models import Enrollment, Plan
from afterword.plans.rerouting import stop_follow_ups
from afterword.plans.rules import StepFacts, mode_on
from afterword.plans.settling import settle

#: Why a touch ended that the new version does not have.
PLAN_CHANGED = Ended.PLAN_CHANGED.value


@dataclass(slots=True)
class Moved:
    """How many enrollments went over, and what became of their touches."""

    enrollments: int = 0
    moved: int = 0
    added: int = 0
    dropped: int = 0


class _Place(NamedTuple):
    """What all touches have in common that go to one step, window and channel; no window: theirs stays."""

    step_id: int
    channel: Channel
    window: Window | None
    keeps_day: bool


def move_running(plan: Plan, *, enrollment_ids: Collection[int] | None) -> Moved:
    """Let these running enrollments (None: all) go on by the live version; inside a transaction.

    A touch that would be lost by moving stays as it was planned; so does whatever is approved, under way or over.
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
        self.dropped: list[int] = []
        self.added: list[FollowUp] = []
        self.met: list[int] = []
        self.looked_at: list[int] = []

    def perform(self, ids: Collection[int]) -> None:
        rows = running_outside(self.plan, self.plan.version).filter(id__in=list(ids)).order_by("id")
        for one, changes in compared(self.plan, self.plan.version, rows, lock=True):
            self.looked_at += [follow_up.pk for follow_up in one.follow_ups.values()]
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
                self.added.append(self._new(one, step, change))
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

    def _new(self, one: Running, step: StepFacts, change: Change) -> FollowUp:
        assert change.after is not None
        assert change.channel_after is not None
        like = next(iter(one.follow_ups.values()))
        window = change.after
        return FollowUp(
            customer_id=one.customer_id,
            enrollment_id=one.enrollment.id,
            plan_id=self.plan.pk,
            step_id=step.id,
            template_id=step.template_id,
            sale_id=like.sale_id,
            inquiry_id=like.inquiry_id,
            product_id=like.product_id,
            about_on=like.about_on,
            channel=change.channel_after.value,
            mode=mode_on(change.channel_after, step.rule.mode).value,
            window_first=window.earliest,
            window_last=window.last,
            due_on=window.due,
            late_days=step.late_days,
            value_minor=like.value_minor,
            minutes=step.rule.minutes,
        )

    def _write(self) -> None:
        by_id = {step.id: step for step in self.steps.values()}
        for place, ids in self.places.items():
            self._go_to(place, by_id[place.step_id], ids)
        FollowUp.objects.bulk_create(self.added)
        Enrollment.objects.filter(id__in=self.met).update(version=self.plan.version)
        stop_follow_ups(follow_up_ids=self.dropped, reason=PLAN_CHANGED)
        settle(self.looked_at)
        self.done.enrollments += len(self.met)
        self.done.added += len(self.added)
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
        # An edited text was meant for the channel that it was written for.
        changing = list(rows.exclude(channel=place.channel.value).values_list("id", flat=True))
        Draft.objects.filter(follow_up_id__in=changing).delete()
        rows.update(**columns, version=F("version") + 1)
