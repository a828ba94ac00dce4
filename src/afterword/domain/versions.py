"""What would change for each running enrollment if it moved from one version of a plan to another. Nothing is changed.

Steps are the same in both versions if their keys are. What has happened stays as it is: a step that was sent, done,
skipped or is on its way is never planned anew, even if the new version has it on another day.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from afterword.domain.channel import Channel
from afterword.domain.opening import OpenDays
from afterword.domain.planning import Mode, StepRule, Touch, Window, touch_for


class StepState(StrEnum):
    """How far one step of a running enrollment is."""

    OPEN = "open"
    """It waits for its day; it can be moved or dropped."""
    UNDER_WAY = "under_way"
    """Approved, being sent, or unclear: hands off."""
    OVER = "over"
    """Sent, done, skipped, stopped or missed."""


@dataclass(frozen=True, slots=True)
class RunningStep:
    """What stands in the tables for one step; `moved_to` is the day to which a person moved it by hand."""

    state: StepState
    window: Window
    channel: Channel | None
    moved_to: date | None = None


@dataclass(frozen=True, slots=True)
class RunningEnrollment:
    """One customer's way through the old version: its anchor, the customer's reach mask, and its steps by key."""

    id: int
    anchor: date
    reach: int
    steps: Mapping[str, RunningStep]


class ChangeKind(StrEnum):
    """What would become of one touch."""

    SAME = "same"
    MOVED = "moved"
    """Another window, another channel, or both."""
    ADDED = "added"
    DROPPED = "dropped"
    TOO_LATE = "too_late"
    """It is open now, but its new window has ended: moving would lose it."""
    PAST = "past"
    """Only the new version has it, and its window has ended: it would not be planned."""
    KEPT_BY_HAND = "kept_by_hand"
    """A person moved it to a day that is still in the new window: it stays there."""
    OVER = "over"
    UNDER_WAY = "under_way"


QUIET = frozenset({ChangeKind.SAME, ChangeKind.PAST, ChangeKind.OVER, ChangeKind.UNDER_WAY, ChangeKind.KEPT_BY_HAND})
"""Nothing would be different."""


@dataclass(frozen=True, slots=True)
class Change:
    """One touch before and after; a window is None where there is none."""

    step_key: str
    kind: ChangeKind
    before: Window | None
    after: Window | None
    channel_before: Channel | None = None
    channel_after: Channel | None = None
    minutes: int = 0
    """What it adds to (or, below 0, takes from) a person's minutes."""


@dataclass(frozen=True, slots=True)
class EnrollmentChanges:
    """One enrollment side by side: the steps of the new version in its order, then those that only the old one has."""

    enrollment_id: int
    changes: tuple[Change, ...]

    @property
    def anything(self) -> bool:
        """Whether moving it would make a difference."""
        return any(change.kind not in QUIET for change in self.changes)


@dataclass(frozen=True, slots=True)
class Summary:
    """All enrollments together: touches by what becomes of them, and the minutes that people gain (below 0) or owe."""

    enrollments: int
    changed: int
    touches: Mapping[ChangeKind, int]
    minutes: int


class Comparison:
    """Two versions on one day. Keep it for all enrollments: the touches of an anchor and a reach are reckoned once."""

    def __init__(self, old: Sequence[StepRule], new: Sequence[StepRule], today: date, opening: OpenDays) -> None:
        self._old = {step.key: step for step in old}
        self._new = {step.key: step for step in new}
        if len(self._old) != len(old) or len(self._new) != len(new):
            raise ValueError("Two steps of one version have the same key.")
        self._today, self._opening = today, opening
        self._touches: dict[tuple[str, date, int], Touch] = {}

    def of(self, enrollment: RunningEnrollment) -> EnrollmentChanges:
        """What moving this enrollment would mean."""
        changes = [self._in_new(step, enrollment) for step in self._new.values()]
        gone = [key for key in enrollment.steps if key not in self._new]
        changes += [self._only_old(key, enrollment.steps[key]) for key in sorted(gone, key=self._old_order)]
        return EnrollmentChanges(enrollment.id, tuple(changes))

    def of_all(self, enrollments: Iterable[RunningEnrollment]) -> Iterator[EnrollmentChanges]:
        """Each in turn, as they are asked for."""
        return map(self.of, enrollments)

    def _old_order(self, key: str) -> tuple[int, str]:
        return (list(self._old).index(key) if key in self._old else len(self._old), key)

    def _in_new(self, step: StepRule, enrollment: RunningEnrollment) -> Change:
        now = enrollment.steps.get(step.key)
        if now is not None and now.state is not StepState.OPEN:
            return _untouched(step.key, now)
        touch = self._touch(step, enrollment)
        if now is None:
            kind = ChangeKind.PAST if touch.past else ChangeKind.ADDED
            minutes = 0 if touch.past else _minutes(step)
            return Change(step.key, kind, None, touch.window, None, touch.channel, minutes)
        before = _minutes(self._old.get(step.key))
        if touch.past:
            return Change(step.key, ChangeKind.TOO_LATE, now.window, touch.window, now.channel, touch.channel, -before)
        same = (now.window, now.channel) == (touch.window, touch.channel)
        kind = ChangeKind.SAME if same else ChangeKind.MOVED
        day = now.moved_to
        if not same and day is not None and now.channel == touch.channel and _holds(touch.window, day):
            kind = ChangeKind.KEPT_BY_HAND
        return Change(step.key, kind, now.window, touch.window, now.channel, touch.channel, _minutes(step) - before)

    def _only_old(self, key: str, now: RunningStep) -> Change:
        if now.state is not StepState.OPEN:
            return _untouched(key, now)
        minutes = -_minutes(self._old.get(key))
        return Change(key, ChangeKind.DROPPED, now.window, None, now.channel, None, minutes)

    def _touch(self, step: StepRule, enrollment: RunningEnrollment) -> Touch:
        known = (step.key, enrollment.anchor, enrollment.reach)
        touch = self._touches.get(known)
        if touch is None:
            touch = touch_for(step, enrollment.anchor, self._today, enrollment.reach, self._opening)
            self._touches[known] = touch
        return touch


def summary(changes: Iterable[EnrollmentChanges]) -> Summary:
    """The one line above the list."""
    enrollments = changed = minutes = 0
    touches: Counter[ChangeKind] = Counter()
    for one in changes:
        enrollments += 1
        changed += one.anything
        touches.update(change.kind for change in one.changes)
        minutes += sum(change.minutes for change in one.changes)
    return Summary(enrollments, changed, dict(touches), minutes)


def _untouched(key: str, now: RunningStep) -> Change:
    kind = ChangeKind.OVER if now.state is StepState.OVER else ChangeKind.UNDER_WAY
    return Change(key, kind, now.window, now.window, now.channel, now.channel)


def _minutes(step: StepRule | None) -> int:
    """What a step takes of a person's time: nothing where the machine acts alone."""
    return 0 if step is None or step.mode is Mode.AUTOMATIC else step.minutes


def _holds(window: Window, day: date) -> bool:
    return window.earliest <= day <= window.last
