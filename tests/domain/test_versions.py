"""Two versions of a plan side by side, for those who are on their way through the old one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.channel import Channel
from afterword.domain.opening import OpenDays
from afterword.domain.planning import Mode, Offset, StepRule, Unit, Window, touch_for
from afterword.domain.versions import (
    QUIET,
    Change,
    ChangeKind,
    Comparison,
    RunningEnrollment,
    RunningStep,
    StepState,
    summary,
)

ALWAYS = OpenDays()
ANCHOR = date(2026, 3, 1)
TODAY = date(2026, 3, 4)
KEYS = ["thanks", "in_use", "service", "call"]


def rule(
    key: str, opens: int, closes: int, *channels: Channel, minutes: int = 5, mode: Mode = Mode.APPROVE
) -> StepRule:
    return StepRule(key, Offset(opens), Offset(closes), channels or (Channel.EMAIL,), mode, minutes)


def running(
    steps: list[StepRule], *, anchor: date = ANCHOR, reach: int = 3, today: date = ANCHOR, opening: OpenDays = ALWAYS
) -> RunningEnrollment:
    """An enrollment as the engine plans it."""
    touches = {step.key: touch_for(step, anchor, today, reach, opening) for step in steps}
    return RunningEnrollment(
        1, anchor, reach, {key: RunningStep(StepState.OPEN, one.window, one.channel) for key, one in touches.items()}
    )


rules = st.lists(
    st.builds(
        StepRule,
        st.sampled_from(KEYS),
        st.builds(Offset, st.integers(0, 20), st.sampled_from(Unit)),
        st.builds(Offset, st.integers(0, 20), st.sampled_from(Unit)),
        st.permutations([Channel.EMAIL, Channel.PHONE, Channel.POST]).map(lambda all_: tuple(all_[:2])),
        st.sampled_from(Mode),
        st.integers(0, 30),
    ),
    max_size=4,
    unique_by=lambda step: step.key,
)
openings = st.builds(OpenDays, st.frozensets(st.integers(0, 6)))


@given(rules, openings, st.integers(0, 7), st.integers(0, 400))
def test_a_version_compared_with_itself_changes_nothing(
    steps: list[StepRule], opening: OpenDays, reach: int, later: int
) -> None:
    today = ANCHOR + timedelta(days=later)
    enrollment = running(steps, reach=reach, opening=opening)
    ahead = {key: one for key, one in enrollment.steps.items() if one.window.last >= today}
    over = {key: replace(one, state=StepState.OVER) for key, one in enrollment.steps.items() if key not in ahead}
    for known in (ahead | over, ahead):  # a step that was missed from the first has no row
        found = Comparison(steps, steps, today, opening).of(replace(enrollment, steps=known))
        assert not found.anything
        assert sum(change.minutes for change in found.changes) == 0


@given(rules, rules, openings, st.integers(0, 7), st.integers(0, 400), st.data())
def test_carrying_the_changes_out_gives_what_the_new_version_plans(
    old: list[StepRule], new: list[StepRule], opening: OpenDays, reach: int, later: int, data: st.DataObject
) -> None:
    today = ANCHOR + timedelta(days=later)
    enrollment = running(old, reach=reach, opening=opening)
    states = {key: data.draw(st.sampled_from(StepState), label=key) for key in enrollment.steps}
    steps = {key: replace(one, state=states[key]) for key, one in enrollment.steps.items()}
    found = Comparison(old, new, today, opening).of(replace(enrollment, steps=steps))
    assert [change.step_key for change in found.changes][: len(new)] == [step.key for step in new]
    assert {change.step_key for change in found.changes} == {step.key for step in new} | set(steps)
    after = {
        change.step_key: (change.after, change.channel_after)
        for change in found.changes
        if change.kind in (ChangeKind.SAME, ChangeKind.MOVED, ChangeKind.ADDED)
    }
    expected = {}
    for step in new:
        touch = touch_for(step, ANCHOR, today, reach, opening)
        if not touch.past and states.get(step.key, StepState.OPEN) is StepState.OPEN:
            expected[step.key] = (touch.window, touch.channel)
    assert after == expected
    for change in found.changes:
        if states.get(change.step_key, StepState.OPEN) is not StepState.OPEN:
            assert change.before == change.after
            assert change.kind in (ChangeKind.OVER, ChangeKind.UNDER_WAY)
            assert change.minutes == 0


OLD = [rule("thanks", 0, 7), rule("in_use", 14, 21, Channel.PHONE, minutes=10), rule("service", 300, 330)]
NEW = [
    rule("thanks", 0, 7),
    rule("in_use", 10, 17, Channel.PHONE, minutes=15),
    rule("card", 1, 2, Channel.POST),
    rule("call", 30, 40, Channel.PHONE, minutes=20),
]


def test_each_touch_is_shown_before_and_after() -> None:
    found = Comparison(OLD, NEW, TODAY, ALWAYS).of(running(OLD))
    kinds = [(change.step_key, change.kind, change.minutes) for change in found.changes]
    assert kinds == [
        ("thanks", ChangeKind.SAME, 0),
        ("in_use", ChangeKind.MOVED, 5),
        ("card", ChangeKind.PAST, 0),
        ("call", ChangeKind.ADDED, 20),
        ("service", ChangeKind.DROPPED, -5),
    ]
    moved = found.changes[1]
    assert moved.before == Window(date(2026, 3, 15), date(2026, 3, 22), date(2026, 3, 15))
    assert moved.after == Window(date(2026, 3, 11), date(2026, 3, 18), date(2026, 3, 11))
    assert found.changes[3].before is None
    assert found.changes[4].after is None
    assert found.anything


def test_another_channel_is_a_change() -> None:
    new = [replace(OLD[0], channels=(Channel.PHONE, Channel.EMAIL))]
    [change] = Comparison(OLD[:1], new, TODAY, ALWAYS).of(running(OLD[:1])).changes
    assert (change.kind, change.channel_before, change.channel_after) == (
        ChangeKind.MOVED, Channel.EMAIL, Channel.PHONE,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "kind"), [(date(2026, 3, 17), ChangeKind.KEPT_BY_HAND), (date(2026, 3, 20), ChangeKind.MOVED)]
)
def test_what_a_person_moved_stays_where_the_new_window_allows_it(day: date, kind: ChangeKind) -> None:
    enrollment = running(OLD)
    steps = dict(enrollment.steps) | {"in_use": replace(enrollment.steps["in_use"], moved_to=day)}
    found = Comparison(OLD, NEW, TODAY, ALWAYS).of(replace(enrollment, steps=steps))
    assert found.changes[1].kind is kind


def test_a_step_that_was_sent_is_never_planned_again() -> None:
    enrollment = running(OLD)
    sent = replace(enrollment.steps["in_use"], state=StepState.OVER)
    found = Comparison(OLD, NEW, TODAY, ALWAYS).of(replace(enrollment, steps=dict(enrollment.steps) | {"in_use": sent}))
    assert found.changes[1] == Change("in_use", ChangeKind.OVER, sent.window, sent.window, Channel.PHONE, Channel.PHONE)


def test_an_open_step_whose_new_window_has_ended_would_be_lost_and_says_so() -> None:
    new = [rule("in_use", 1, 2, Channel.PHONE)]
    [change] = Comparison(OLD[1:2], new, TODAY, ALWAYS).of(running(OLD[1:2])).changes
    assert (change.kind, change.minutes) == (ChangeKind.TOO_LATE, -10)
    assert change.kind not in QUIET


def test_the_summary_counts_enrollments_touches_and_minutes() -> None:
    comparison = Comparison(OLD, NEW, TODAY, ALWAYS)
    enrollments = [replace(running(OLD), id=n) for n in range(3)]
    done = replace(
        enrollments[0], id=9, steps={key: RunningStep(StepState.OVER, Window(ANCHOR, ANCHOR, ANCHOR), None) for key in
                                     ("thanks", "in_use", "card", "call", "service")}
    )  # fmt: skip
    found = summary(comparison.of_all([*enrollments, done]))
    assert (found.enrollments, found.changed, found.minutes) == (4, 3, 60)
    assert found.touches[ChangeKind.ADDED] == 3
    assert found.touches[ChangeKind.OVER] == 5


def test_a_step_done_by_the_machine_takes_no_minutes() -> None:
    new = [*OLD, rule("mail", 5, 6, minutes=30, mode=Mode.AUTOMATIC)]
    found = Comparison(OLD, new, TODAY, ALWAYS).of(running(OLD))
    assert sum(change.minutes for change in found.changes) == 0


def test_two_steps_of_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="same key"):
        Comparison([OLD[0], OLD[0]], NEW, TODAY, ALWAYS)
