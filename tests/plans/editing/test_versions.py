"""A draft becomes live, an earlier version comes back, and running enrollments move only when told to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from afterword.domain.versions import ChangeKind
from afterword.followups.actions import approve_follow_up, snooze_follow_up
from afterword.followups.drafts import edit_draft
from afterword.followups.models import Draft, FollowUp
from afterword.plans.auditing.audit import audit
from afterword.plans.editing.comparing import PLAN_CHANGED, effects
from afterword.plans.editing.drawn_up import DrawnPlan, DrawnStep, drawn_up
from afterword.plans.editing.faults import BadPlan
from afterword.plans.editing.saving import create_plan, save_plan, throw_draft_away
from afterword.plans.editing.using import NoSuchVersion, use_version
from afterword.plans.models import Enrollment, Plan, PlanVersion, Step
from afterword.plans.versions import draft_of, drafts_by_plan
from afterword.plans.why import touches_of
from afterword.timeline.models import EventRow
from tests.plans.shop import EMAIL, PHONE, TODAY, Shop

SLUG = "thank-you"


def plan() -> Plan:
    return Plan.objects.get(slug=SLUG)


def changed(**step: Any) -> DrawnPlan:
    """The live plan with its one step changed."""
    live = drawn_up(plan())
    return replace(live, steps=(replace(live.steps[0], **step), *live.steps[1:]))


def with_second_step() -> DrawnPlan:
    live = drawn_up(plan())
    second = replace(live.steps[0], key="second", name="Second", opens=20, closes=30)
    return replace(live, steps=(*live.steps, second))


def touch_of(shop_customer_id: int, *, step: str = SLUG) -> FollowUp:
    keys = dict(Step.objects.values_list("id", "key"))
    found = list(FollowUp.objects.filter(customer_id=shop_customer_id, plan_id=plan().pk))
    (one,) = [one for one in found if keys[one.step_id or 0] == step]
    return one


def test_a_draft_plans_nothing_and_using_it_counts_for_whoever_comes_next(shop: Shop) -> None:
    ada = shop.customer()
    shop.sale(ada, 1)
    version = save_plan(slug=SLUG, drawn=changed(opens=3, closes=10, minutes=9))
    assert version == 2
    assert drafts_by_plan() == {plan().pk}
    shop.sale(shop.customer("Bo Lind"), 1)
    assert set(FollowUp.objects.filter(plan_id=plan().pk).values_list("minutes", flat=True)) == {2}
    used = use_version(slug=SLUG, version=2)
    assert (used.before, used.plan.version, used.moved.enrollments) == (1, 2, 0)
    shop.sale(shop.customer("Cy Dale"), 1)
    assert sorted(FollowUp.objects.filter(plan_id=plan().pk).values_list("minutes", flat=True)) == [2, 2, 9]
    assert drafts_by_plan() == set()
    # Asked once more nothing changes.
    before = EventRow.objects.count()
    assert use_version(slug=SLUG, version=2).before == 2
    assert EventRow.objects.count() == before


def test_what_would_change_is_what_moving_does(shop: Shop) -> None:
    people = [shop.customer(f"Ada {name}") for name in ("Aa", "Bb", "Cc", "Dd", "Ee")]
    for number, one in enumerate(people):
        shop.sale(one, number)
    approve_follow_up(follow_up_id=touch_of(people[0].pk).pk, member_id=None)
    snooze_follow_up(follow_up_id=touch_of(people[1].pk).pk, until=TODAY + timedelta(days=4), member_id=None)
    live = drawn_up(plan())
    second = replace(live.steps[0], key="second", name="Second", opens=20, closes=30)
    drawn = replace(live, steps=(replace(live.steps[0], opens=2, closes=8), second))
    version = save_plan(slug=SLUG, drawn=drawn)
    expected = effects(plan(), version)
    assert (expected.running, expected.compared, expected.summary.enrollments) == (5, 5, 5)
    assert expected.summary.touches[ChangeKind.ADDED] == 5
    assert expected.summary.touches[ChangeKind.UNDER_WAY] == 1
    assert expected.summary.touches[ChangeKind.KEPT_BY_HAND] == 1
    assert {one.name for one in expected.examples} == {one.display_name for one in people}
    assert expected.summary.minutes == 10
    used = use_version(slug=SLUG, version=version, move=None)
    assert (used.moved.enrollments, used.moved.added, used.moved.moved) == (
        5,
        5,
        expected.summary.touches[ChangeKind.MOVED],
    )
    assert set(Enrollment.objects.filter(plan=plan(), state="running").values_list("version", flat=True)) == {2}
    approved, snoozed, moved = (touch_of(one.pk) for one in people[:3])
    first_step = Step.objects.get(plan=plan(), version=2, key=SLUG)
    assert (approved.state, approved.window_last) == ("approved", TODAY + timedelta(days=7)), "under way: as it was"
    assert (snoozed.due_on, snoozed.window_last) == (TODAY + timedelta(days=4), TODAY + timedelta(days=7))
    assert (moved.step_id, moved.window_last) == (first_step.pk, TODAY + timedelta(days=6))
    assert touch_of(people[4].pk, step="second").window_first == TODAY + timedelta(days=16)
    # All have moved: there is nothing left that would change.
    assert effects(plan(), 2).running == 0
    assert use_version(slug=SLUG, version=2, move=None).moved.enrollments == 0
    assert audit().forgotten == 0


def test_only_those_chosen_move(shop: Shop) -> None:
    ada, bo = shop.customer(), shop.customer("Bo Lind")
    shop.sale(ada, 1)
    shop.sale(bo, 1)
    version = save_plan(slug=SLUG, drawn=changed(closes=12))
    chosen = Enrollment.objects.get(plan=plan(), customer=bo)
    assert use_version(slug=SLUG, version=version, move=[chosen.pk]).moved.enrollments == 1
    assert touch_of(ada.pk).window_last == TODAY + timedelta(days=6)
    assert touch_of(bo.pk).window_last == TODAY + timedelta(days=11)


def test_a_step_that_is_gone_ends_with_its_reason_and_nobody_is_forgotten(shop: Shop) -> None:
    use_version(slug=SLUG, version=save_plan(slug=SLUG, drawn=with_second_step()))
    Plan.objects.exclude(slug=SLUG).update(is_active=False)
    ada = shop.customer()
    shop.sale(ada, 1)
    live = drawn_up(plan())
    version = save_plan(slug=SLUG, drawn=replace(live, steps=live.steps[:1]))
    assert use_version(slug=SLUG, version=version, move=None).moved.dropped == 1
    gone = touch_of(ada.pk, step="second")
    assert (gone.state, gone.reason) == ("stopped", PLAN_CHANGED)
    told = {touch.step: touch for touch in touches_of(ada.pk) if touch.plan == SLUG}
    assert set(told) == {SLUG, "second"}
    assert told["second"].reason == "The plan was changed, and this step is not part of it any more."
    assert audit().forgotten == 0


def test_a_touch_that_moving_would_lose_stays(shop: Shop) -> None:
    ada = shop.customer()
    shop.sale(ada, 5)
    version = save_plan(slug=SLUG, drawn=changed(opens=1, closes=3))
    assert effects(plan(), version).summary.touches == {ChangeKind.TOO_LATE: 1}
    before = FollowUp.objects.values().get(pk=touch_of(ada.pk).pk)
    use_version(slug=SLUG, version=version, move=None)
    assert FollowUp.objects.values().get(pk=touch_of(ada.pk).pk) == before


def test_an_edited_text_goes_only_where_the_way_changes(shop: Shop) -> None:
    ada = shop.customer(reach=EMAIL | PHONE)
    shop.sale(ada, 1)
    one = touch_of(ada.pk)
    edit_draft(follow_up_id=one.pk, subject="Hello", body="My own words.", member_id=None)
    use_version(slug=SLUG, version=save_plan(slug=SLUG, drawn=changed(minutes=4)), move=None)
    assert Draft.objects.filter(follow_up_id=one.pk).exists()
    use_version(slug=SLUG, version=save_plan(slug=SLUG, drawn=changed(channels=("phone", "email"))), move=None)
    assert touch_of(ada.pk).channel == "phone"
    assert touch_of(ada.pk).mode == "hand"
    assert not Draft.objects.filter(follow_up_id=one.pk).exists()


def test_an_earlier_version_comes_back_as_a_new_one(shop: Shop) -> None:
    first = drawn_up(plan())
    use_version(slug=SLUG, version=save_plan(slug=SLUG, drawn=changed(closes=12)))
    used = use_version(slug=SLUG, version=1)
    assert (used.before, used.plan.version) == (2, 3)
    assert drawn_up(plan()) == first
    assert use_version(slug=SLUG, version=1).plan.version == 3, "the same once more is no change"
    assert list(PlanVersion.objects.filter(plan=plan()).order_by("version").values_list("version", flat=True)) == [
        1,
        2,
        3,
    ]
    with pytest.raises(NoSuchVersion, match="has no version 9"):
        use_version(slug=SLUG, version=9)


def test_one_draft_waits_at_a_time_and_can_be_thrown_away(shop: Shop) -> None:
    assert save_plan(slug=SLUG, drawn=changed(closes=12)) == 2
    assert save_plan(slug=SLUG, drawn=changed(closes=12)) == 2
    assert save_plan(slug=SLUG, drawn=changed(closes=13)) == 2
    assert Step.objects.filter(plan=plan(), version=2).count() == 1
    assert throw_draft_away(slug=SLUG)
    assert not throw_draft_away(slug=SLUG)
    assert draft_of(plan()) is None
    assert not Step.objects.filter(plan=plan(), version__gt=1).exists()
    kinds = EventRow.objects.filter(kind="plan_changed").order_by("id").values_list("data", flat=True)
    assert [data["what"] for data in kinds] == ["drawn_up", "drawn_up", "thrown_away"]


def test_a_plan_that_has_begun_keeps_its_beginning(shop: Shop) -> None:
    shop.sale(shop.customer(), 1)
    with pytest.raises(BadPlan, match="Make a copy"):
        save_plan(slug=SLUG, drawn=replace(drawn_up(plan()), trigger="inquiry"))


def test_a_plan_of_ones_own_is_off_and_edited_in_place(shop: Shop) -> None:
    drawn = replace(drawn_up(plan()), name="Ønsk god tur", audience=None)
    made = create_plan(drawn=drawn)
    assert (made.slug, made.is_active, made.version) == ("onsk-god-tur", False, 1)
    assert save_plan(slug=made.slug, drawn=replace(drawn, priority=70)) == 1
    made.refresh_from_db()
    assert (made.priority, draft_of(made)) == (70, None)
    assert drawn_up(made) == replace(drawn, priority=70)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"name": " "}, "name"),
        ({"trigger": "full-moon"}, "trigger"),
        ({"trigger_facts": {"which": "last"}}, "trigger"),
        ({"audience": {"field": "customer.shoe_size", "operator": "is", "value": 42}}, "audience"),
        ({"stops": ("boredom",)}, "stops"),
        ({"priority": 101}, "priority"),
        ({"purpose": "profit"}, "purpose"),
        ({"steps": ()}, "steps"),
        ({"steps": (DrawnStep(key="a", name="A", opens=5, closes=1),)}, "steps.0.closes"),
        ({"steps": (DrawnStep(key="a", name="A", opens=1, closes=5, channels=("owl",)),)}, "steps.0.channels"),
        ({"steps": (DrawnStep(key="a", name="", opens=1, closes=5),)}, "steps.0.name"),
        ({"steps": (DrawnStep(key="a", name="A", opens=1, closes=99_999),)}, "steps.0.closes"),
        ({"steps": (DrawnStep(key="a", name="A", opens=1, closes=5, minutes=-1),)}, "steps.0.minutes"),
        ({"steps": (DrawnStep(key="a", name="A", opens=1, closes=5),)}, "steps.0.email_body"),
    ],
)
def test_each_fault_is_named_at_its_place_and_nothing_is_kept(shop: Shop, wrong: dict[str, object], where: str) -> None:
    with pytest.raises(BadPlan) as refused:
        save_plan(slug=SLUG, drawn=replace(drawn_up(plan()), **wrong))  # type: ignore[arg-type]
    assert where in refused.value.faults
    assert all(sentence.endswith((".", "”", "?")) for sentence in refused.value.faults.values())
    assert draft_of(plan()) is None
