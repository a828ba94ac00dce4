"""Whoever has nothing planned hears in their own rhythm: so many a day, never too soon, and always with a day named."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
import time_machine

from afterword.businesses.models import Membership
from afterword.customers.models import Customer
from afterword.customers.noting import write_note
from afterword.followups.models import FollowUp, Rest
from afterword.followups.rests import RestReason, write_rests
from afterword.plans.actions import close_missed, switch_plan
from afterword.plans.auditing.audit import audit
from afterword.plans.keeping_in_touch.keeping import keep_in_touch, promise_newly_brought_in
from afterword.plans.keeping_in_touch.plan import SLUG, TRIGGER
from afterword.plans.keeping_in_touch.queries import queue
from afterword.plans.keeping_in_touch.resetting import start_clocks_that_were_missed
from afterword.plans.models import Enrollment, Plan
from tests.plans.shop import EMAIL, TODAY, Shop, day


def at_noon(traveller: time_machine.Traveller, days_from_today: int) -> None:
    traveller.move_to(f"{day(days_from_today).isoformat()}T12:00:00+00:00", tick=False)


def keep(shop: Shop, count: int) -> None:
    shop.business.keep_in_touch_a_day = count
    shop.business.save(update_fields=["keep_in_touch_a_day"])


def owed() -> list[FollowUp]:
    return list(FollowUp.objects.filter(plan_id=Plan.objects.get(trigger=TRIGGER).pk).order_by("id"))


def test_a_new_business_has_the_quiet_plan_once_with_words_for_every_way(shop: Shop) -> None:
    plan = Plan.objects.get(slug=SLUG)
    assert (plan.trigger, plan.is_active, plan.purpose) == (TRIGGER, True, "care")
    keep_in_touch()
    assert Plan.objects.filter(trigger=TRIGGER).count() == 1
    words = plan.steps.get().template
    assert all((words.email_subject, words.email_body, words.call_script, words.letter_body))


def test_who_bought_long_ago_learns_their_day_at_once_and_gets_no_touch_within_a_month(shop: Shop) -> None:
    for ago in (200, 300, 400):
        shop.sale(shop.customer(), days_ago=ago)
    keep(shop, 2)
    promised = promise_newly_brought_in()
    assert (promised.touches, promised.promised) == (0, 3)
    assert set(Rest.objects.values_list("reason", flat=True)) == {RestReason.BEFORE_YOUR_TIME}
    assert min(Rest.objects.values_list("until", flat=True)) >= day(30)
    assert audit(today=day(30)).forgotten == 0
    before = list(Rest.objects.order_by("id").values())
    assert promise_newly_brought_in().promised == 0
    assert list(Rest.objects.order_by("id").values()) == before
    assert keep_in_touch().promised == 3
    assert set(Rest.objects.values_list("reason", flat=True)) == {RestReason.KEEP_IN_TOUCH_LATER}
    assert min(Rest.objects.values_list("until", flat=True)) >= day(30)


def test_a_promised_day_that_comes_near_becomes_a_touch_on_that_day(
    shop: Shop, traveller: time_machine.Traveller
) -> None:
    sale = shop.sale(shop.customer(), days_ago=400)
    keep_in_touch()
    promised = Rest.objects.get().until + timedelta(days=1)
    at_noon(traveller, (promised - TODAY).days - 10)
    assert keep_in_touch().touches == 1
    one = owed()[0]
    assert (one.due_on, one.window_first, one.sale_id, one.channel) == (promised, promised, sale.pk, "email")
    assert keep_in_touch().touches == 0


def test_the_one_who_is_worth_most_comes_first_and_each_day_has_its_number(shop: Shop) -> None:
    worths = [100, 900, 500, 300, 700]
    for worth in worths:
        shop.sale(shop.customer(f"Worth {worth}"), days_ago=800, total=worth)
    keep(shop, 2)
    keep_in_touch()
    days = list(Rest.objects.order_by("until").values_list("customer__display_name", "until"))
    assert [name for name, _ in days] == ["Worth 900", "Worth 700", "Worth 500", "Worth 300", "Worth 100"]
    # Half of each day stays free for those whose time comes later.
    assert max(Counter(until for _, until in days).values()) == 1


def test_half_of_each_day_is_left_to_those_who_are_in_time(shop: Shop, traveller: time_machine.Traveller) -> None:
    keep(shop, 2)
    for _ in range(400):
        shop.sale(shop.customer(told=False), days_ago=900, total=5_000)
    keep_in_touch()
    regular = shop.customer(told=False)
    for ago in (120, 60, 30):
        shop.sale(regular, days_ago=ago)
    keep_in_touch()
    rest = Rest.objects.get(customer=regular)
    assert rest.reason == RestReason.KEEP_IN_TOUCH_LATER
    assert rest.until < day(150)


def test_where_the_year_has_no_room_others_come_first_and_that_is_written(shop: Shop) -> None:
    keep(shop, 1)
    for number in range(320):
        shop.sale(shop.customer(told=False), days_ago=900, total=1_000 + number)
    kept = keep_in_touch()
    assert kept.promised + kept.behind == 320
    assert kept.behind > 0
    last = Rest.objects.filter(reason=RestReason.OTHERS_FIRST)
    assert last.count() == kept.behind
    assert audit(today=day(300)).names == [] or audit(today=day(300)).forgotten <= kept.promised
    assert all(day(300) <= until <= day(366) for until in last.values_list("until", flat=True))


def test_nobody_hears_sooner_than_a_month_after_the_last_touch(shop: Shop) -> None:
    ann = shop.customer()
    shop.sale(ann, days_ago=60)
    called = FollowUp.objects.create(
        customer=ann, channel="phone", mode="hand", state="open", window_first=TODAY, window_last=TODAY, due_on=TODAY
    )
    FollowUp.objects.filter(pk=called.pk).update(state="done", closed_at="2024-09-17T09:00:00Z")
    write_rests(reason=RestReason.FOLLOWED_UP, customer_ids=[ann.pk])
    keep_in_touch()
    rest = Rest.objects.get()
    assert rest.reason == RestReason.KEEP_IN_TOUCH_LATER
    assert rest.until >= day(29)


def test_a_note_a_sale_or_a_question_makes_an_open_sign_of_life_needless(
    shop: Shop, traveller: time_machine.Traveller
) -> None:
    people = [shop.customer(name) for name in ("Ann A", "Bea B", "Cid C")]
    for one in people:
        shop.sale(one, days_ago=400)
    keep_in_touch()
    last = max(Rest.objects.values_list("until", flat=True))
    at_noon(traveller, (last - TODAY).days)
    keep_in_touch()
    assert [one.state for one in owed()] == ["open"] * 3
    write_note(customer_id=people[0].pk, note="Met her at the market.", actor_id=1)
    shop.inquiry(people[1])
    shop.sale(people[2], days_ago=(TODAY - last).days)
    assert [(one.state, one.reason) for one in owed()] == [("stopped", "in_touch")] * 3
    assert audit().forgotten == 0


def test_what_an_import_brought_is_met_by_the_next_round(shop: Shop, traveller: time_machine.Traveller) -> None:
    ann = shop.customer()
    shop.sale(ann, days_ago=400)
    keep_in_touch()
    at_noon(traveller, (Rest.objects.get().until - TODAY).days)
    keep_in_touch()
    assert start_clocks_that_were_missed() == 0
    shop.sales([(ann, -25)], told=False)
    assert start_clocks_that_were_missed() == 1
    assert owed()[0].reason == "in_touch"


def test_a_window_that_passes_ends_quietly_and_the_turn_comes_again_in_their_rhythm(
    shop: Shop, traveller: time_machine.Traveller
) -> None:
    shop.sale(shop.customer(), days_ago=400)
    keep_in_touch()
    first = Rest.objects.get().until + timedelta(days=1)
    at_noon(traveller, (first - TODAY).days)
    keep_in_touch()
    at_noon(traveller, (first - TODAY).days + 20)
    close_missed()
    assert [one.state for one in owed()] == ["stopped"]
    keep_in_touch()
    rest = Rest.objects.get()
    assert rest.reason == RestReason.KEEP_IN_TOUCH_LATER
    assert (rest.until + timedelta(days=1) - first).days >= 30


def test_the_owners_word_holds_to_its_last_day(shop: Shop) -> None:
    ann = shop.customer()
    shop.sale(ann, days_ago=400)
    write_rests(reason=RestReason.OWNER_SAID, customer_ids=[ann.pk], until=day(1), member_id=1)
    keep_in_touch()
    assert owed()[0].due_on > day(1)


def test_nobody_is_written_to_who_neither_bought_nor_asked_nor_said_yes(
    shop: Shop, traveller: time_machine.Traveller
) -> None:
    by_mail_only, by_phone_too = shop.customer(reach=EMAIL), shop.customer()
    at_noon(traveller, 30)
    keep_in_touch()
    assert Rest.objects.get(customer=by_mail_only).reason == RestReason.NO_PURCHASE_YET
    at_noon(traveller, 120)
    keep_in_touch()
    assert [(one.customer_id, one.channel) for one in owed()] == [(by_phone_too.pk, "phone")]


def test_who_can_be_reached_again_does_not_rest_as_out_of_reach(shop: Shop) -> None:
    ann = shop.customer(reach=0)
    shop.sale(ann, days_ago=2)
    assert Rest.objects.get().reason == RestReason.CANNOT_BE_REACHED
    FollowUp.objects.all().delete()
    Customer.objects.update(reach=EMAIL)
    keep_in_touch()
    assert Rest.objects.get().reason == RestReason.KEEP_IN_TOUCH_LATER


def test_who_cannot_be_reached_is_looked_at_again_and_not_forgotten(
    shop: Shop, traveller: time_machine.Traveller
) -> None:
    shop.sale(shop.customer(reach=0))
    at_noon(traveller, 90)
    assert keep_in_touch().unreached == 1
    assert (Rest.objects.get().reason, Rest.objects.get().until) == (RestReason.CANNOT_BE_REACHED, day(180))


def test_days_that_nobody_was_at_work_are_spread_anew(shop: Shop, traveller: time_machine.Traveller) -> None:
    keep(shop, 4)
    for _ in range(60):
        shop.sale(shop.customer(told=False), days_ago=500)
    keep_in_touch()
    at_noon(traveller, 100)
    keep_in_touch()
    assert audit().forgotten == 0
    starts = Counter(Enrollment.objects.filter(plan__trigger=TRIGGER).values_list("anchor_on", flat=True))
    starts.update(
        until + timedelta(days=1) for until in Rest.objects.filter(until__gt=day(100)).values_list("until", flat=True)
    )
    assert max(starts.values()) <= 4
    assert min(starts) > day(100)


def test_switched_off_promises_nothing_and_the_audit_names_who_is_forgotten(shop: Shop) -> None:
    shop.sale(shop.customer("Grace Hopper"), days_ago=400)
    keep_in_touch()
    switch_plan(slug=SLUG, on=False, member_id=1)
    assert audit().names[0][1] == "Grace Hopper"
    keep_in_touch()
    assert audit().forgotten == 1
    switch_plan(slug=SLUG, on=True, member_id=1)
    keep_in_touch()
    assert audit().forgotten == 0


@pytest.mark.parametrize(("minutes", "expected"), [([60] * 5 + [0, 0], 20), ([], 10), ([2] * 7, 3)])
def test_the_number_follows_from_half_of_the_minutes(shop: Shop, minutes: list[int], expected: int) -> None:
    from afterword.domain.opening import OpenDays
    from afterword.plans.keeping_in_touch.pace import customers_a_day

    Membership.objects.update(weekday_minutes=minutes)
    opening = OpenDays(frozenset(range(6)))
    assert abs(customers_a_day(shop.business, 1, TODAY, opening) - expected) <= 5


def test_the_queue_says_how_many_a_day_who_has_a_day_and_who_waits(shop: Shop) -> None:
    keep(shop, 1)
    for number in range(200):
        shop.sale(shop.customer(told=False), days_ago=900, total=1_000 + number)
    kept = keep_in_touch()
    told = queue(Plan.objects.get(trigger=TRIGGER))
    assert (told.a_day, told.promised, told.behind) == (1, kept.promised, kept.behind)
    assert told.last_on == max(Rest.objects.filter(reason="keep_in_touch_later").values_list("until", flat=True)) + (
        timedelta(days=1)
    )


def test_the_many_of_the_first_night_leave_room_for_whoever_was_just_followed_up(shop: Shop) -> None:
    keep(shop, 4)
    regular = [shop.customer(told=False) for _ in range(3)]
    for one in regular:
        for ago in (240, 160, 80):
            shop.sale(one, days_ago=ago, told=False)
    for _ in range(250):
        shop.sale(shop.customer(told=False), days_ago=60, total=90_000)
    keep_in_touch()
    write_rests(reason=RestReason.FOLLOWED_UP, customer_ids=[one.pk for one in regular])
    keep_in_touch()
    days = Counter(Rest.objects.filter(reason=RestReason.KEEP_IN_TOUCH_LATER).values_list("until", flat=True))
    theirs = list(Rest.objects.filter(customer__in=regular).values_list("until", flat=True))
    assert max(days.values()) == 4
    assert max(theirs) < min(day for day, count in days.items() if count < 3)


def test_a_promise_holds_though_the_usual_rhythm_changes(shop: Shop, traveller: time_machine.Traveller) -> None:
    ann = shop.customer()
    shop.sale(ann, days_ago=100)
    keep_in_touch()
    promised = Rest.objects.get().until + timedelta(days=1)
    for ago in (1000, 700, 300, 1):
        shop.sales([(shop.customer(told=False), ago)], told=False)
    regular = shop.customer(told=False)
    shop.sales([(regular, 3000), (regular, 2000)], told=False)
    at_noon(traveller, (promised - TODAY).days - 5)
    keep_in_touch()
    assert [one.due_on for one in owed() if one.customer_id == ann.pk] == [promised]
