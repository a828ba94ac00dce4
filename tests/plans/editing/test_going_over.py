"""Many go over in the background, whatever kills it; and who went over and was not touched since can come back."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from afterword.followups.actions import mark_done
from afterword.followups.models import FollowUp
from afterword.infra.tenancy import current_business_id
from afterword.plans.editing import going_over, using
from afterword.plans.editing.comparing import running_outside
from afterword.plans.editing.drawn_up import drawn_up
from afterword.plans.editing.going_over import go_on_with_moves, move_job, move_some, move_under_way
from afterword.plans.editing.saving import create_plan, save_plan
from afterword.plans.editing.using import Used, use_version
from afterword.plans.models import Enrollment, Move, Plan, Step
from afterword.timeline.models import EventRow
from tests.plans.editing.test_moving_is_planning import made_live, some_steps
from tests.plans.shop import EMAIL, PHONE, POST, Shop

Touch = tuple[int, str, object, object, object, str, str]


def open_touches(plan: Plan) -> set[Touch]:
    keys = dict(Step.objects.values_list("id", "key"))
    return {
        (
            one.enrollment_id or 0, keys[one.step_id or 0], one.window_first, one.window_last, one.due_on,
            one.channel, one.mode,
        )
        for one in FollowUp.objects.filter(plan_id=plan.pk, state="open")
    }  # fmt: skip


def begun(shop: Shop, seed: int, customers: int) -> tuple[Plan, int]:
    """A plan with so many on their way, and the number of a version that waits; all by chance.

    Both versions reach everybody, and no window is over: moving never takes a touch away for want of a way or a day.
    """
    drawing = random.Random(seed)
    live = drawn_up(Plan.objects.get(slug="thank-you"))
    old, new = (replace(live, name="A", again_after_days=0, steps=some_steps(drawing, live.steps[0])) for _ in "12")
    Plan.objects.all().update(is_active=False)
    plan = made_live(create_plan(drawn=old))
    for number in range(customers):
        reach = drawing.choice([EMAIL | PHONE, EMAIL | PHONE | POST])
        shop.sale(shop.customer(f"Ada {number}", reach=reach), 0)
    return plan, save_plan(slug=plan.slug, drawn=new)


@pytest.mark.parametrize("seed", range(8))
def test_there_and_back_again_leaves_every_open_touch_as_it_was(shop: Shop, seed: int) -> None:
    plan, version = begun(shop, seed, 14)
    before, states = open_touches(plan), dict(Enrollment.objects.values_list("id", "state"))
    there = use_version(slug=plan.slug, version=version, move=None)
    back = use_version(slug=plan.slug, version=there.before, move=None)
    assert open_touches(plan) == before
    assert dict(Enrollment.objects.values_list("id", "state")) == states
    assert back.plan.version > version


def test_what_was_done_meanwhile_stays_done_on_the_way_back(shop: Shop) -> None:
    plan, version = begun(shop, 3, 14)
    before = open_touches(plan)
    there = use_version(slug=plan.slug, version=version, move=None)
    done = FollowUp.objects.filter(plan_id=plan.pk, state="open", mode="hand").first()
    assert done is not None
    mark_done(follow_up_id=done.pk, member_id=1)
    use_version(slug=plan.slug, version=there.before, move=None)
    done.refresh_from_db()
    assert done.state == "done"
    of_others = {one for one in before if one[0] != done.enrollment_id}
    assert {one for one in open_touches(plan) if one[0] != done.enrollment_id} == of_others


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(using, "AT_ONCE", 4)
    monkeypatch.setattr(going_over, "AT_ONCE", 4)


def goes_over(shop: Shop) -> Used:
    plan, version = begun(shop, 5, 15)
    return use_version(slug=plan.slug, version=version, move=None, member_id=7)


@pytest.mark.usefixtures("few_at_once")
def test_killed_between_two_batches_it_goes_on_and_no_step_has_two_touches(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = goes_over(shop)
    assert (used.moved.enrollments, used.going_over) == (0, running_outside(used.plan, used.plan.version).count())
    [move] = Move.objects.all()
    move_running, calls = going_over.move_running, []

    def dies(*args: object, **options: object) -> object:
        calls.append(1)
        done = move_running(*args, **options)  # type: ignore[arg-type]
        if len(calls) == 2:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(going_over, "move_running", dies)
    with pytest.raises(KeyboardInterrupt):
        move_job.call(current_business_id(), move.pk)
    move.refresh_from_db()
    assert (move.looked_at, move.ended_at) == (4, None), "the batch that died left nothing behind"
    assert running_outside(used.plan, used.plan.version).count() == used.going_over - 4
    assert move_under_way(used.plan) == move
    move_job.call(current_business_id(), move.pk)
    move.refresh_from_db()
    assert (move.looked_at, move.total) == (used.going_over,) * 2
    assert move_under_way(used.plan) is None
    assert not running_outside(used.plan, used.plan.version).exists()
    keys = dict(Step.objects.values_list("id", "key"))
    steps = [(one.enrollment_id, keys[one.step_id or 0]) for one in FollowUp.objects.filter(plan_id=used.plan.pk)]
    assert len(steps) == len(set(steps))
    [told] = EventRow.objects.filter(kind="plan_changed", data__what="moved")
    assert told.actor_id == 7


@pytest.mark.usefixtures("few_at_once")
def test_another_version_that_becomes_live_meanwhile_ends_the_move(shop: Shop) -> None:
    used = goes_over(shop)
    [move] = Move.objects.all()
    assert move_some(move.pk)
    before = FollowUp.objects.filter(plan_id=used.plan.pk, state="open").count()
    again = use_version(slug=used.plan.slug, version=used.before)
    assert not move_some(move.pk)
    assert FollowUp.objects.filter(plan_id=used.plan.pk, state="open").count() == before
    move.refresh_from_db()
    assert move.ended_at is not None
    assert move_under_way(again.plan) is None


@pytest.mark.usefixtures("few_at_once")
def test_a_move_whose_job_was_given_up_is_finished_within_the_hours(shop: Shop) -> None:
    used = goes_over(shop)
    go_on_with_moves()
    assert move_under_way(used.plan) is not None, "its job is at work"
    Move.objects.update(begun_at="2024-01-01T00:00Z")
    go_on_with_moves()
    assert move_under_way(used.plan) is None
    assert not running_outside(used.plan, used.plan.version).exists()
