"""A plan's audience, a step's condition and another group can name a group; all ask the same."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from afterword.customers.models import Customer
from afterword.domain.audience import GROUP_FIELD, All, BadAudience, Condition, Operator, written
from afterword.domain.triggers import SaleMade
from afterword.plans.editing.drawn_up import drawn_up
from afterword.plans.editing.faults import BadPlan, check_plan
from afterword.plans.models import Enrollment, Plan, PlanVersion
from afterword.plans.rules import active_plans
from afterword.plans.segments.actions import BadSegment, drop_segment, keep_segment
from afterword.plans.segments.in_place import plans_asking_for, read_with_groups
from afterword.plans.segments.models import Segment, SegmentMember
from afterword.plans.simulating.simulation import simulate
from afterword.plans.simulating.tried import tried_plans
from tests.plans.plan_rows import a_plan
from tests.plans.shop import TODAY, Shop


def firms() -> Segment:
    return keep_segment(name="Firms", audience=written(Condition("customer.is_firm", Operator.YES)))


def in_(group: Segment, operator: Operator = Operator.IS) -> dict[str, Any]:
    return written(Condition(GROUP_FIELD, operator, group.pk))


def enrolled(plan: Plan) -> set[int]:
    return set(Enrollment.objects.filter(plan=plan).values_list("customer_id", flat=True))


def make_firm(customer: Customer) -> None:
    Customer.objects.filter(pk=customer.pk).update(is_firm=True)


def test_a_plan_is_for_those_who_are_in_the_group_when_it_would_begin(shop: Shop) -> None:
    group = firms()
    inside = a_plan(SaleMade(), audience=in_(group))
    outside = a_plan(SaleMade(), slug="others", audience=in_(group, Operator.IS_NOT))
    ada, bo = shop.customer("Ada"), shop.customer("Bo")
    make_firm(ada)
    shop.sales([(ada, 0), (bo, 0)])
    assert (enrolled(inside), enrolled(outside)) == ({ada.pk}, {bo.pk})
    # Who comes in later is meant from then on; what is under way for those who leave goes on.
    make_firm(bo)
    Customer.objects.filter(pk=ada.pk).update(is_firm=False)
    shop.sales([(ada, 0), (bo, 0)])
    assert enrolled(inside) == {ada.pk, bo.pk}
    assert Enrollment.objects.filter(plan=inside, customer=ada).count() == 1


def test_a_changed_group_changes_whom_the_plan_is_for_and_a_new_name_changes_nothing(shop: Shop) -> None:
    group = firms()
    plan = a_plan(SaleMade(), audience=in_(group))
    keep_segment(segment_id=group.pk, name="Everybody now", audience=None)
    ada = shop.customer("Ada")
    shop.sale(ada)
    assert enrolled(plan) == {ada.pk}


def test_a_group_that_is_named_is_not_dropped_until_nobody_asks_for_it(shop: Shop) -> None:
    group = firms()
    plan = a_plan(SaleMade(), audience=in_(group))
    with pytest.raises(BadSegment, match=f"“{plan.name}” asks for this group"):
        drop_segment(segment_id=group.pk)
    Plan.objects.filter(pk=plan.pk).update(audience=None)
    waiting = PlanVersion.objects.create(
        plan=plan, version=plan.version + 1, facts={"audience": in_(group)}, made_at=plan.created_at
    )
    assert [one.pk for one in plans_asking_for(group.pk)] == [plan.pk]
    waiting.delete()
    other = keep_segment(name="Big firms", audience=in_(group))
    with pytest.raises(BadSegment, match="Big firms"):
        drop_segment(segment_id=group.pk)
    drop_segment(segment_id=other.pk)
    drop_segment(segment_id=group.pk)
    assert not Segment.objects.exists()


def test_a_plan_that_names_a_group_that_is_gone_is_for_nobody_and_the_editor_says_so(shop: Shop) -> None:
    gone = written(Condition(GROUP_FIELD, Operator.IS, 4711))
    plan = a_plan(SaleMade(), audience=gone)
    shop.sale(shop.customer("Ada"))
    assert enrolled(plan) == set()
    with pytest.raises(BadAudience, match="not there any more"):
        read_with_groups(gone)
    with pytest.raises(BadPlan) as caught:
        check_plan(drawn_up(plan))
    assert "not there any more" in caught.value.faults["audience"]


def test_a_group_of_groups_follows_when_the_inner_one_changes(shop: Shop) -> None:
    ada = shop.customer("Ada")
    make_firm(ada)
    inner = firms()
    outer = keep_segment(
        name="Firms that bought",
        audience=written(
            All((Condition(GROUP_FIELD, Operator.IS, inner.pk), Condition("customer.sale_count", Operator.AT_LEAST, 0)))
        ),
    )
    assert outer.count == 1
    keep_segment(
        segment_id=inner.pk, name="Nobody", audience=written(Condition("customer.language", Operator.IS, "xx"))
    )
    outer.refresh_from_db()
    assert outer.count == 0
    assert not SegmentMember.objects.filter(segment_id=outer.pk).exists()


def test_a_group_never_asks_for_itself_by_whatever_way(shop: Shop) -> None:
    first = firms()
    second = keep_segment(name="Second", audience=in_(first))
    third = keep_segment(name="Third", audience=in_(second))
    for audience in (in_(first), in_(second), in_(third)):
        with pytest.raises(BadSegment, match="nobody could tell"):
            keep_segment(segment_id=first.pk, name="Firms", audience=audience)
    first.refresh_from_db()
    assert first.audience == written(Condition("customer.is_firm", Operator.YES))


def test_only_a_plan_that_names_a_group_asks_for_the_groups(shop: Shop) -> None:
    group = firms()
    a_plan(SaleMade(), audience=written(Condition("customer.is_firm", Operator.YES)))
    with CaptureQueriesContext(connection) as without:
        active_plans("sale")
    a_plan(SaleMade(), slug="asking", audience=in_(group))
    with CaptureQueriesContext(connection) as asking:
        active_plans("sale")
    assert len(asking) == len(without) + 1


def test_a_trial_asks_the_same(shop: Shop) -> None:
    group = firms()
    Plan.objects.update(is_active=False)
    plan = a_plan(SaleMade(), audience=in_(group))
    ada, bo = shop.customer("Ada"), shop.customer("Bo")
    make_firm(ada)
    for one in (ada, bo):
        shop.sale(one, 0, told=False)
    found = simulate(tried_plans(slug=plan.slug), first=TODAY, days=10)
    assert found.customers == 1
    keep_segment(segment_id=group.pk, name="Everybody now", audience=None)
    assert simulate(tried_plans(slug=plan.slug), first=TODAY, days=10).customers == 2
