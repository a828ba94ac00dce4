"""Whoever is moved to a new version has what they would have had, had it been live from the beginning."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from afterword.domain.planning import Unit
from afterword.followups.models import FollowUp
from afterword.plans.editing.comparing import effects
from afterword.plans.editing.drawn_up import DrawnPlan, DrawnStep, drawn_up
from afterword.plans.editing.saving import create_plan, save_plan
from afterword.plans.editing.using import use_version
from afterword.plans.models import Plan, Step
from tests.plans.shop import EMAIL, PHONE, POST, Shop

KEYS = ("thank-you", "second", "third", "fourth")
CHANNELS = (("email", "phone", "post"), ("phone",), ("post", "email"), ("email",))

Planned = tuple[int, str, object, object, str, str]


def some_steps(drawing: random.Random, like: DrawnStep) -> tuple[DrawnStep, ...]:
    """One to four steps with windows near and far, in any unit."""
    steps = []
    for key in drawing.sample(KEYS, drawing.randint(1, 4)):
        opens = drawing.randint(0, 6)
        steps.append(
            replace(
                like, key=key, name=key, opens=opens, closes=opens + drawing.randint(0, 8),
                unit=drawing.choice([Unit.DAYS, Unit.BUSINESS_DAYS, Unit.WEEKS]).value,
                channels=drawing.choice(CHANNELS), mode=drawing.choice(["approve", "hand"]),
            )
        )  # fmt: skip
    return tuple(steps)


def planned(plan: Plan) -> Iterator[Planned]:
    """Every open touch of a plan: whose, which step, when and how."""
    keys = dict(Step.objects.values_list("id", "key"))
    for one in FollowUp.objects.filter(plan_id=plan.pk, state="open"):
        yield one.customer_id, keys[one.step_id or 0], one.window_first, one.window_last, one.channel, one.mode


@pytest.mark.parametrize("seed", range(8))
def test_moved_and_planned_afresh_are_the_same(shop: Shop, seed: int) -> None:
    drawing = random.Random(seed)
    live = drawn_up(Plan.objects.get(slug="thank-you"))
    like = live.steps[0]
    old, new = (replace(live, again_after_days=0, steps=some_steps(drawing, like)) for _ in range(2))
    Plan.objects.all().update(is_active=False)
    moving, fresh = (
        made_live(create_plan(drawn=replace(drawn, name=name))) for drawn, name in ((old, "A"), (new, "B"))
    )
    for number in range(12):
        reach = drawing.choice([EMAIL, PHONE, EMAIL | PHONE, EMAIL | POST])
        shop.sale(shop.customer(f"Ada {number}", reach=reach), drawing.randint(0, 20))
    before = set(planned(moving))
    version = save_plan(slug=moving.slug, drawn=replace(new, name="A"))
    foreseen = effects(Plan.objects.get(pk=moving.pk), version, examples=50)
    done = use_version(slug=moving.slug, version=version, move=None).moved
    after = set(planned(moving))
    # Who had no touch at all under the old version has no round that could move.
    had_any = {one[0] for one in before}
    assert {one for one in set(planned(fresh)) if one[0] in had_any} <= after
    # What is beyond that is what moving would have lost, or what nobody could be reached for: it stays as it was.
    assert after - set(planned(fresh)) <= before
    assert done.enrollments == foreseen.running == foreseen.compared
    touched = {one[0] for one in before ^ after}
    assert touched <= {one.customer_id for one in foreseen.examples}


def made_live(plan: Plan) -> Plan:
    Plan.objects.filter(pk=plan.pk).update(is_active=True)
    return plan


def test_the_oracle_sees_a_window_that_was_not_moved(shop: Shop) -> None:
    """The comparison above can fail: two plans that differ have different touches."""
    live: DrawnPlan = drawn_up(Plan.objects.get(slug="thank-you"))
    Plan.objects.all().update(is_active=False)
    one, other = (
        made_live(create_plan(drawn=replace(live, name=name, steps=(replace(live.steps[0], closes=closes),))))
        for name, closes in (("A", 7), ("B", 8))
    )
    shop.sale(shop.customer(), 0)
    assert set(planned(one)) != set(planned(other))
