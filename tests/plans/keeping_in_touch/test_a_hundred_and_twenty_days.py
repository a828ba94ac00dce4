"""A shop after its first import, day by day: nobody is forgotten, nobody is nagged, and no day is too full."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest
import time_machine

from afterword.followups.actions import mark_done, skip_follow_up
from afterword.followups.models import FollowUp
from afterword.plans.actions import catch_up, close_missed
from afterword.plans.auditing.audit import audit
from afterword.plans.days import compose_by_plan
from afterword.plans.keeping_in_touch.keeping import keep_in_touch, promise_newly_brought_in
from afterword.plans.keeping_in_touch.plan import TRIGGER
from afterword.plans.keeping_in_touch.resetting import start_clocks_that_were_missed
from afterword.plans.models import Enrollment, Plan
from tests.plans.shop import EMAIL, PHONE, TODAY, Shop, day

A_DAY = 5


def night(today: date) -> None:
    """What the scheduler does, in its order."""
    catch_up(everything=True)
    close_missed(today)
    start_clocks_that_were_missed()
    keep_in_touch()
    compose_by_plan()


def play(shop: Shop, traveller: time_machine.Traveller, *, customers: int, days: int) -> None:
    """Some buy again, some are called, some touches are skipped, most are left undone; one week nobody is there."""
    chance = random.Random(7)
    shop.business.keep_in_touch_a_day = A_DAY
    shop.business.save(update_fields=["keep_in_touch_a_day"])
    people = [
        shop.customer(f"Customer {number}", reach=chance.choice((EMAIL, PHONE, EMAIL | PHONE, EMAIL | PHONE, 0)))
        for number in range(customers)
    ]
    bought = [(one, chance.randint(10, 900)) for one in people for _ in range(chance.choice((1, 1, 2, 4)))]
    shop.sales([*bought, *((one, chance.randint(0, 20)) for one in people[:20])])
    promise_newly_brought_in()
    assert audit(keep=False).forgotten == 0
    plan_id = Plan.objects.get(trigger=TRIGGER).pk
    for number in range(1, days + 1):
        today = day(number)
        traveller.move_to(f"{today.isoformat()}T12:00:00+00:00", tick=False)
        if 50 <= number < 57:
            continue
        night(today)
        found = audit(keep=False)
        assert found.forgotten == 0, (number, found.names[:3])
        for one in FollowUp.objects.filter(state="open", due_on__lte=today).order_by("id")[:8]:
            if one.plan_id == plan_id and chance.random() < 0.5:
                if chance.random() < 0.8:
                    mark_done(follow_up_id=one.pk, member_id=1, note="")
                else:
                    skip_follow_up(follow_up_id=one.pk, member_id=1, reason="Not now.")
        shop.sales([(chance.choice(people), -number) for _ in range(chance.choice((0, 0, 1, 2)))])
    starts = Counter(Enrollment.objects.filter(plan_id=plan_id).values_list("anchor_on", flat=True))
    assert sum(starts.values()) > customers / 5
    assert max(starts.values()) <= A_DAY
    assert min(starts) > TODAY + timedelta(days=9)
    _check_the_pauses(plan_id)


def _check_the_pauses(plan_id: int) -> None:
    """A round begins a month or more after the last one and after everything done before it was planned."""
    anchors = defaultdict(list)
    for customer_id, anchor in (
        Enrollment.objects.filter(plan_id=plan_id).order_by("anchor_on").values_list("customer_id", "anchor_on")
    ):
        anchors[customer_id].append(anchor)
    for days in anchors.values():
        assert all((later - earlier).days >= 30 for earlier, later in pairwise(days))
    done = FollowUp.objects.filter(plan_id=plan_id, state="done").values_list("customer_id", "closed_at")
    by_customer = defaultdict(list)
    for customer_id, at in done:
        assert at is not None
        by_customer[customer_id].append(at.date())
    for days in by_customer.values():
        days.sort()
        assert all((later - earlier).days >= 25 for earlier, later in pairwise(days))


def test_seventy_days_of_a_small_shop(shop: Shop, traveller: time_machine.Traveller) -> None:
    play(shop, traveller, customers=60, days=70)


@pytest.mark.long
def test_a_hundred_and_twenty_days_of_a_few_hundred_customers(shop: Shop, traveller: time_machine.Traveller) -> None:
    play(shop, traveller, customers=300, days=120)
