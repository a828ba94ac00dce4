"""Planning many sales at once, against the slow rule written out, and in any order and any batches."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.batches import EnrollmentState, PlannedEnrollment, Planner, PlanRule, SaleFact, plan_batch
from afterword.domain.channel import Channel
from afterword.domain.opening import OpenDays
from afterword.domain.planning import Offset, StepRule, touch_for

TODAY = date(2026, 6, 1)
OPENING = OpenDays(frozenset(range(6)), frozenset({date(2026, 5, 25), date(2026, 6, 4)}))
THANKS = StepRule("thanks", Offset(0), Offset(7), (Channel.EMAIL, Channel.PHONE))
HOW = StepRule("how", Offset(14), Offset(21), (Channel.PHONE, Channel.POST))
PLAN = PlanRule((THANKS, HOW), again_after_days=30)

plans = st.builds(
    PlanRule, st.sampled_from([(THANKS,), (HOW,), (THANKS, HOW)]), again_after_days=st.sampled_from([0, 1, 14, 30, 400])
)


@st.composite
def sale_lists(draw: st.DrawFn) -> list[SaleFact]:
    """Up to 40 sales of five customers, ids in any relation to days, some of them refunds."""
    ids = draw(st.lists(st.integers(1, 500), max_size=40, unique=True))
    return [
        SaleFact(
            sale_id,
            draw(st.integers(1, 5)),
            TODAY + timedelta(days=draw(st.integers(-120, 3))),
            draw(st.integers(-2, 5)) * 1000,
            draw(st.integers(0, 7)),
        )
        for sale_id in ids
    ]


def planned(sales: Sequence[SaleFact], plan: PlanRule = PLAN) -> list[PlannedEnrollment]:
    return list(plan_batch(sales, {}, plan, TODAY, OPENING))


def states(sales: Sequence[SaleFact], plan: PlanRule = PLAN) -> dict[int, str]:
    return {one.sale_id: one.state.value for one in planned(sales, plan)}


def slowly(sales: Sequence[SaleFact], plan: PlanRule) -> list[PlannedEnrollment]:
    """The rule of the module's first lines, one sale at a time, with `touch_for` and nothing remembered but anchors."""
    running: dict[int, list[date]] = defaultdict(list)
    result = []
    for sale in sorted(sales):
        if sale.value_minor < 0:
            continue
        touches = [(step, touch_for(step, sale.day, TODAY, sale.reach, OPENING)) for step in plan.steps]
        if any(abs((sale.day - other).days) < plan.again_after_days for other in running[sale.customer_id]):
            state, ahead, missed = EnrollmentState.JOINED, (), ()
        else:
            ahead = tuple(
                (step.key, t.channel, t.window.first, t.window.last, t.window.due, sale.value_minor)
                for step, t in touches
                if not t.past
            )
            missed = tuple(step.key for step, t in touches if t.past)
            state = EnrollmentState.RUNNING if ahead else EnrollmentState.PAST
        if state is EnrollmentState.RUNNING:
            running[sale.customer_id].append(sale.day)
        result.append(PlannedEnrollment(sale.id, sale.customer_id, sale.day, state, ahead, missed))  # type: ignore[arg-type]
    return result


@given(sale_lists(), plans)
def test_the_fast_planner_says_what_the_rule_says(sales: list[SaleFact], plan: PlanRule) -> None:
    assert planned(sales, plan) == slowly(sales, plan)


@given(sale_lists(), plans, st.randoms(use_true_random=False))
def test_the_order_within_a_batch_changes_nothing(sales: list[SaleFact], plan: PlanRule, random: object) -> None:
    mixed = list(sales)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert planned(mixed, plan) == planned(sales, plan)


@given(sale_lists(), plans, st.sets(st.integers(1, 39)))
def test_where_batches_are_cut_changes_nothing(sales: list[SaleFact], plan: PlanRule, cuts: set[int]) -> None:
    in_order, planner = sorted(sales), Planner(plan, TODAY, OPENING)
    anchors: dict[int, list[date]] = defaultdict(list)
    together: list[PlannedEnrollment] = []
    for start, end in pairwise([0, *sorted(cuts), len(in_order)]):
        batch = list(planner.batch(in_order[start:end], anchors))
        together += batch
        for one in batch:
            if one.state is EnrollmentState.RUNNING:
                anchors[one.customer_id].append(one.anchor)
    assert together == planned(in_order, plan)


@given(sale_lists(), plans)
def test_each_sale_and_each_step_of_an_enrollment_comes_at_most_once(sales: list[SaleFact], plan: PlanRule) -> None:
    result = planned([*sales, *sales], plan)
    assert len({one.sale_id for one in result}) == len(result)
    for one in result:
        keys = [touch.step_key for touch in one.touches]
        assert len(set(keys)) == len(keys)
        assert set(keys).isdisjoint(one.missed)


@given(sale_lists(), plans)
def test_no_touch_lies_before_its_sale_or_after_its_window_or_has_a_past_window(
    sales: list[SaleFact], plan: PlanRule
) -> None:
    for one in planned(sales, plan):
        assert bool(one.touches) == (one.state is EnrollmentState.RUNNING)
        for touch in one.touches:
            assert one.anchor <= touch.due <= touch.last
            assert one.anchor <= touch.first <= touch.last
            assert touch.last >= TODAY


@given(sale_lists(), plans)
def test_running_enrollments_of_a_customer_keep_their_distance(sales: list[SaleFact], plan: PlanRule) -> None:
    running = [one for one in planned(sales, plan) if one.state is EnrollmentState.RUNNING]
    for one in running:
        for other in running:
            if one.sale_id < other.sale_id and one.customer_id == other.customer_id:
                assert abs((one.anchor - other.anchor).days) >= plan.again_after_days


@given(sale_lists(), plans)
def test_planning_again_what_is_planned_starts_nothing_new(sales: list[SaleFact], plan: PlanRule) -> None:
    first = planned(sales, plan)
    anchors: dict[int, set[date]] = defaultdict(set)
    for one in first:
        if one.state is EnrollmentState.RUNNING:
            anchors[one.customer_id].add(one.anchor)
    again = list(plan_batch(sales, anchors, plan, TODAY, OPENING))
    if plan.again_after_days:
        assert all(one.state is not EnrollmentState.RUNNING for one in again)
    assert [one.sale_id for one in again] == [one.sale_id for one in first]


@given(sale_lists())
def test_another_sale_never_takes_away_a_touch(sales: list[SaleFact]) -> None:
    before = [one for one in planned(sales) if one.state is EnrollmentState.RUNNING]
    newest = SaleFact(501, 1, TODAY, 500, 1)
    after = planned([*sales, newest])
    assert all(one in after for one in before)


def test_a_sale_soon_after_another_joins_and_one_much_later_starts_anew() -> None:
    plan = PlanRule((StepRule("yearly", Offset(0), Offset(365), (Channel.EMAIL,)),), again_after_days=30)
    days = {1: date(2026, 1, 1), 2: date(2026, 1, 30), 3: date(2026, 1, 31)}
    assert states([SaleFact(n, 7, day, 100, 1) for n, day in days.items()], plan) == {
        1: "running",
        2: "joined",
        3: "running",
    }


def test_an_older_sale_brought_by_a_later_import_joins_too() -> None:
    sales = [SaleFact(10, 7, date(2026, 5, 30), 100, 1)]
    older = [SaleFact(11, 7, date(2026, 5, 27), 100, 1)]
    assert states(sales) == {10: "running"}
    again = plan_batch(older, {7: date(2026, 5, 30)}, PLAN, TODAY, OPENING)
    assert [one.state for one in again] == [EnrollmentState.JOINED]


def test_an_older_sale_near_an_earlier_enrollment_joins_where_all_anchors_are_given() -> None:
    anchors = {7: (date(2026, 4, 1), date(2026, 5, 30))}
    [one] = plan_batch([SaleFact(12, 7, date(2026, 4, 20), 100, 1)], anchors, PLAN, TODAY, OPENING)
    assert one.state is EnrollmentState.JOINED


def test_an_import_of_old_sales_causes_no_burst_and_takes_nothing_from_the_newest() -> None:
    old = [SaleFact(n, 7, date(2026, 1, 1) + timedelta(days=n), 100, 1) for n in range(100)]
    newest = SaleFact(100, 7, date(2026, 5, 31), 100, 1)
    result = planned([*old, newest])
    assert {one.state for one in result[:100]} == {EnrollmentState.PAST}
    assert result[100].state is EnrollmentState.RUNNING
    assert [touch.step_key for touch in result[100].touches] == ["thanks", "how"]


def test_a_sale_half_past_keeps_what_is_still_possible_and_names_what_is_not() -> None:
    [one] = planned([SaleFact(1, 7, date(2026, 5, 20), 100, 7)])
    assert [touch.step_key for touch in one.touches] == ["how"]
    assert one.missed == ("thanks",)


def test_a_refund_plans_nothing_and_a_gift_is_a_sale() -> None:
    assert states([SaleFact(1, 7, TODAY, -1, 1)]) == {}
    assert states([SaleFact(1, 7, TODAY, 0, 1)]) == {1: "running"}


def test_a_customer_nobody_can_reach_has_a_touch_without_channel() -> None:
    [one] = planned([SaleFact(1, 7, TODAY, 100, 0)])
    assert [touch.channel for touch in one.touches] == [None, None]


def test_each_touch_carries_the_value_of_its_own_sale() -> None:
    result = planned([SaleFact(1, 7, TODAY, 100, 1), SaleFact(2, 8, TODAY, 900, 1)])
    assert [[touch.value_minor for touch in one.touches] for one in result] == [[100, 100], [900, 900]]
