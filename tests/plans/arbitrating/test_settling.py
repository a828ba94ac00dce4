"""When plans collide for one customer, one touch stays; the other moves inside its window or ends, and says why."""

from __future__ import annotations

import time
from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from afterword.businesses.models import Business, Membership
from afterword.customers.households.models import HouseholdMember
from afterword.customers.models import Customer
from afterword.followups.models import FollowUp, Rest
from afterword.infra import clock
from afterword.infra.tenancy import acting_for
from afterword.plans.actions import withdraw_triggers
from afterword.plans.arbitrating.models import Collision
from afterword.plans.arbitrating.settling import settle_collisions
from afterword.plans.auditing.audit import audit
from afterword.plans.days import compose_by_plan
from afterword.plans.models import Plan
from afterword.plans.why import touches_of
from tests.plans.shop import TODAY, Shop, day, found_shop


def plan(slug: str) -> Plan:
    return Plan.objects.get(slug=slug)


def owed(customer: Customer, slug: str, due: int, *, last: int | None = None, **fields: object) -> FollowUp:
    given: dict[str, object] = {
        "plan_id": plan(slug).pk, "channel": "email", "mode": "approve", "window_first": day(due), "due_on": day(due),
        "window_last": day(due + 7 if last is None else last),
    }  # fmt: skip
    return FollowUp.objects.create(customer=customer, **(given | fields))


def again(one: FollowUp) -> FollowUp:
    return FollowUp.objects.get(pk=one.pk)


def test_the_plan_of_lower_priority_moves_inside_its_window(shop: Shop) -> None:
    ann = shop.customer()
    thanks, question = owed(ann, "thank-you", 1), owed(ann, "how-is-it-going", 1)
    settled = settle_collisions()
    assert (settled.heard, settled.moved, settled.gave_way) == (2, 1, 0)
    assert again(thanks).due_on == day(1)
    assert again(question).due_on == day(1) + timedelta(days=shop.business.cap_days)
    assert (settle_collisions().moved, settle_collisions().gave_way) == (0, 0)
    told = next(touch.reason for touch in touches_of(ann.pk) if touch.follow_up_id == question.pk)
    assert told == (
        f"Planned for 21 September 2024, so that some days lie between it and “{plan('thank-you').name}” "
        "of 18 September 2024."
    )


def test_what_has_no_other_day_ends_and_why_names_the_one_that_came_first(shop: Shop) -> None:
    ann = shop.customer()
    shop.sale(ann, days_ago=0)
    thanks = FollowUp.objects.get(plan_id=plan("thank-you").pk)
    FollowUp.objects.filter(plan_id=plan("how-is-it-going").pk).update(
        window_first=thanks.due_on, window_last=thanks.due_on, due_on=thanks.due_on
    )
    assert settle_collisions().gave_way == 1
    ended = FollowUp.objects.get(plan_id=plan("how-is-it-going").pk)
    assert (ended.state, ended.reason) == ("stopped", "too_close")
    told = next(touch.reason for touch in touches_of(ann.pk) if touch.follow_up_id == ended.pk)
    assert f"It gave way to “{plan('thank-you').name}” of 18 September 2024" in told
    assert audit().forgotten == 0


def test_what_a_person_approved_or_moved_stays_on_its_day(shop: Shop) -> None:
    ann = shop.customer()
    moved = owed(ann, "how-is-it-going", 1, moved_at=clock.now())
    approved = owed(ann, "how-is-it-going", 2, state="approved")
    by_hand = owed(ann, "thank-you", 2, plan_id=None)
    other = owed(ann, "thank-you", 1, last=14)
    settle_collisions()
    assert [again(one).due_on for one in (moved, approved, by_hand)] == [day(1), day(2), day(2)]
    # The fifth day is a Sunday.
    assert again(other).due_on == day(6)


def test_calls_and_promotions_have_their_own_limits(shop: Shop) -> None:
    ann, bea = shop.customer("Ann A"), shop.customer("Bea B")
    calls = [owed(ann, "thank-you", n, last=n, channel="phone") for n in (1, 6, 10, 14)]
    Plan.objects.filter(slug="how-is-it-going").update(purpose="promotion")
    offers = [owed(bea, "how-is-it-going", n, last=n) for n in (1, 6, 10)]
    settle_collisions()
    assert [again(one).state for one in calls] == ["open", "open", "stopped", "stopped"]
    assert [again(one).reason for one in offers] == ["", "", "cap"]
    Business.objects.update(most_calls_a_month=None)
    assert settle_collisions().gave_way == 0


def test_what_has_happened_counts_and_an_answer_that_was_asked_for_does_not(shop: Shop) -> None:
    ann, bea = shop.customer("Ann A"), shop.customer("Bea B")
    owed(ann, "thank-you", -2, state="done", closed_at=clock.now() - timedelta(days=1))
    thanks = owed(ann, "how-is-it-going", 0, last=14)
    owed(bea, "answer-inquiry", 0, last=0, mode="hand", channel="phone")
    other = owed(bea, "thank-you", 0, last=0)
    settle_collisions()
    assert again(thanks).due_on == day(2)
    assert again(other).state == "open"


def test_what_is_late_or_falls_on_a_closed_day_is_not_ended_for_that(shop: Shop) -> None:
    ann = shop.customer()
    late = owed(ann, "thank-you", -9, last=-2, late_days=7)
    sunday = owed(ann, "how-is-it-going", 5, last=5)
    owed(ann, "how-is-it-going", 20)
    assert settle_collisions().gave_way == 0
    assert {again(late).state, again(sunday).state} == {"open"}


def test_who_has_one_touch_is_not_looked_at(shop: Shop) -> None:
    owed(shop.customer(), "thank-you", 1)
    owed(shop.customer(), "thank-you", 1)
    assert settle_collisions().heard == 0


def test_a_winner_that_is_taken_back_leaves_the_other_owed_again(shop: Shop) -> None:
    ann = shop.customer()
    sale = shop.sale(ann, days_ago=0)
    mine = FollowUp.objects.get(plan_id=plan("thank-you").pk)
    ended = owed(ann, "how-is-it-going", 1, last=1)
    moved = owed(ann, "how-is-it-going", 1, last=9)
    settle_collisions()
    assert (again(ended).state, again(moved).due_on) == ("stopped", day(4))
    assert again(mine).due_on == day(1)
    withdraw_triggers(trigger="sale", ids=[sale.pk])
    assert (again(ended).state, again(ended).reason, again(moved).due_on) == ("open", "", day(1))
    assert not Collision.objects.exists()


def test_days_are_composed_without_bringing_them_close_again(shop: Shop) -> None:
    Membership.objects.update(weekday_minutes=[4] * 7)
    people = [shop.customer(f"Customer {number}") for number in range(12)]
    for one in people:
        owed(one, "thank-you", 1, last=9)
        owed(one, "how-is-it-going", 1, last=20)
    for _ in range(3):
        compose_by_plan()
        days = defaultdict(list)
        for customer_id, due in FollowUp.objects.filter(state="open").values_list("customer_id", "due_on"):
            days[customer_id].append(due)
        assert all(abs((due[0] - due[1]).days) >= shop.business.cap_days for due in days.values())
    before = list(FollowUp.objects.order_by("id").values_list("id", "due_on", "version"))
    compose_by_plan()
    assert list(FollowUp.objects.order_by("id").values_list("id", "due_on", "version")) == before


@pytest.mark.long
def test_five_thousand_open_touches_are_settled_within_a_second(shop: Shop) -> None:
    people = Customer.objects.bulk_create(
        Customer(display_name=f"Customer {n}", reach=3, created_at=clock.now()) for n in range(2_500)
    )
    ids = [plan("thank-you").pk, plan("how-is-it-going").pk]
    FollowUp.objects.bulk_create(
        FollowUp(
            customer=one, plan_id=plan_id, channel="email", mode="approve", window_first=day(1), window_last=day(14),
            due_on=day(1 + one.pk % 3),
        )
        for one in people
        for plan_id in ids
    )  # fmt: skip
    begun = time.perf_counter()
    settled = settle_collisions()
    spent = time.perf_counter() - begun
    assert (settled.heard, settled.moved) == (5_000, 2_500)
    assert spent < 2
    begun = time.perf_counter()
    assert settle_collisions().moved == 0
    assert time.perf_counter() - begun < 1


_TOUCHES = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from(["thank-you", "how-is-it-going", "keep-in-touch"]), st.integers(-3, 12),
        st.integers(0, 10), st.sampled_from(["open", "open", "open", "approved"]),
    ),
    max_size=14,
)  # fmt: skip


class Collisions(TestCase):
    """Random touches of a few customers."""

    @settings(max_examples=25)
    @given(_TOUCHES)
    def test_what_is_left_is_apart_in_its_window_and_settled_once(self, touches: list) -> None:
        with time_machine.travel("2024-09-17T12:00:00+00:00", tick=False):
            business = found_shop()
            with acting_for(business.pk):
                shop = Shop(business)
                people = [shop.customer(f"Customer {n}") for n in range(3)]
                for who, slug, first, length, state in touches:
                    owed(people[who], slug, max(0, first), last=max(0, first) + length, state=state)
                settle_collisions()
                kept = defaultdict(list)
                for one in FollowUp.objects.all():
                    if one.state == "open":
                        assert one.window_first <= one.due_on <= one.window_last
                        kept[one.customer_id].append((one.due_on, False))
                    elif one.state == "approved":
                        kept[one.customer_id].append((one.due_on, True))
                    else:
                        assert Collision.objects.filter(follow_up_id=one.pk, outcome="gives_way").exists()
                        assert one.reason in ("too_close", "cap", "same_thing")
                for days in kept.values():
                    for (earlier, fixed), (later, fixed_too) in pairwise(sorted(days)):
                        # What can only lie on a closed day is left to a person.
                        closed = 6 in (earlier.weekday(), later.weekday())
                        assert (fixed and fixed_too) or closed or (later - earlier).days >= business.cap_days
                assert (settle_collisions().moved, settle_collisions().gave_way) == (0, 0)
                assert Rest.objects.count() <= 3
                assert min([one.due_on for one in FollowUp.objects.filter(state="open")], default=TODAY) >= TODAY


def test_a_household_hears_of_a_feast_or_gets_a_sign_of_life_once(shop: Shop) -> None:
    anna, per, kari = (shop.customer(f"{name} Hansen") for name in ("Anna", "Per", "Kari"))
    for one in (anna, per):
        HouseholdMember.objects.create(customer=one, household_id=anna.pk, kind="household")
    Plan.objects.filter(slug="how-is-it-going").update(trigger="holiday")
    greetings = [owed(one, "how-is-it-going", 3, value_minor=value) for one, value in ((anna, 1), (per, 9), (kari, 1))]
    owed(anna, "keep-in-touch", -1, state="done", closed_at=clock.now())
    sign = owed(per, "keep-in-touch", 12)
    settle_collisions()
    assert [again(one).state for one in greetings] == ["stopped", "open", "open"]
    assert (again(sign).state, again(sign).reason) == ("stopped", "same_thing")
    told = next(touch.reason for touch in touches_of(anna.pk) if touch.follow_up_id == greetings[0].pk)
    assert "Per Hansen, of the same household or firm, hears the same" in told
    assert settle_collisions().gave_way == 0


def test_thanks_for_a_purchase_go_to_each_of_a_household(shop: Shop) -> None:
    anna, per = (shop.customer(f"{name} Hansen") for name in ("Anna", "Per"))
    for one in (anna, per):
        HouseholdMember.objects.create(customer=one, household_id=anna.pk, kind="household")
        owed(one, "thank-you", 1)
    assert settle_collisions().gave_way == 0
