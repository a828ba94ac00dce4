"""Rounds that begin on a day: planned ahead, once, and moved when the day moves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from afterword.customers.models import Customer, KeptDate
from afterword.followups.actions import mark_done
from afterword.followups.models import FollowUp, Rest
from afterword.infra import clock
from afterword.plans.dated import coming
from afterword.plans.dated.coming import plan_coming_days
from afterword.plans.models import Enrollment, TypicalRhythm
from afterword.sales.jobs import finish_job
from afterword.timeline.actions import record
from afterword.timeline.catalogue import CustomerChanged, CustomersMerged
from tests.plans.dated.known_shop import StepTold, bought, plan, product
from tests.plans.shop import EMAIL, PHONE, TODAY, day

if TYPE_CHECKING:
    import time_machine

    from tests.plans.shop import Shop

BEFORE: StepTold = ("card", -5, -1, "days", "email,post", "approve", "send_late", 3)
ANNOUNCE: StepTold = ("announce", -35, -15, "days", "email", "approve", "call", 10)
CALL: StepTold = ("call", 10, 24, "days", "phone", "hand", "skip", 0)
EARLY: StepTold = ("letter", -60, -42, "days", "email", "approve", "skip", 0)
LETTER: StepTold = ("letter", 0, 21, "days", "email", "approve", "send_late", 7)


def born(shop: Shop, on: date, name: str = "Ada Lovelace", reach: int = EMAIL | PHONE) -> Customer:
    customer = shop.customer(name, reach=reach, told=False)
    customer.birth_on = on
    customer.save()
    return customer


def told(customer: Customer) -> None:
    with transaction.atomic():
        record([CustomerChanged(customer_id=customer.pk, at=clock.now(), subject_id=customer.pk, what="birth_on")])


def states() -> list[tuple[date, str]]:
    return list(Enrollment.objects.order_by("anchor_on", "id").values_list("anchor_on", "state"))


@pytest.mark.database
def test_a_birthday_is_planned_when_its_window_comes_near_and_only_once(shop: Shop) -> None:
    plan("birthday", "birthday", BEFORE)
    ada = born(shop, date(1990, 10, 20))
    born(shop, date(1991, 12, 20), "Eve Far")
    bought(ada, day(-30), total=4_200)
    assert plan_coming_days().running == 1
    touch = FollowUp.objects.get()
    assert (touch.customer_id, touch.window_first, touch.window_last) == (
        ada.pk,
        date(2024, 10, 15),
        date(2024, 10, 19),
    )
    assert (touch.about_on, touch.value_minor, touch.sale_id) == (date(2024, 10, 20), 4_200, None)
    assert Enrollment.objects.get().trigger_id == ada.pk * 1_000_000 + date(2024, 10, 20).toordinal()
    again = plan_coming_days(thorough=False)
    assert (again.running, again.joined, again.moved, again.follow_ups) == (0, 0, 0, 0)
    again = plan_coming_days()
    assert (again.running, again.joined, again.moved, again.follow_ups) == (0, 0, 0, 0)


def test_of_many_customers_each_has_their_turn_within_the_week_and_nights_that_were_missed_are_made_good(
    shop: Shop, traveller: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coming, "_CHUNK", 2)
    plan("birthday", "birthday", BEFORE)
    plan_coming_days()
    born_ones = [born(shop, date(1990, 10, 20), f"Ann {number}").pk for number in range(20)]
    met: list[int] = []
    for number in range(1, coming.TURNS + 1):
        traveller.move_to(f"{day(number)}T12:00:00+00:00")
        met.append(plan_coming_days(thorough=False).running)
    assert (sum(met), max(met)) == (20, 4), "ten chunks of two in seven nights"
    assert set(Enrollment.objects.values_list("customer_id", flat=True)) == set(born_ones)
    Customer.objects.update(birth_on=date(1990, 12, 20))
    traveller.move_to(f"{day(70)}T12:00:00+00:00")
    assert plan_coming_days(thorough=False).running == 20


def test_each_year_has_its_birthday_and_the_29th_of_february_is_kept_in_common_years(
    shop: Shop, traveller: time_machine.Traveller
) -> None:
    plan("birthday", "birthday", ("word", 0, 0, "days", "email", "approve", "skip", 0))
    born(shop, date(1996, 2, 29))
    for year in (2025, 2026, 2027, 2028):
        traveller.move_to(f"{year}-02-01T12:00:00+00:00")
        plan_coming_days()
    assert [anchor for anchor, _ in states()] == [
        date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)
    ]  # fmt: skip


def test_a_birthday_that_is_told_or_corrected_is_followed_at_once_and_back(shop: Shop) -> None:
    plan("birthday", "birthday", BEFORE)
    ada = born(shop, date(1990, 10, 20))
    told(ada)
    assert states() == [(date(2024, 10, 20), "running")]
    Customer.objects.filter(pk=ada.pk).update(birth_on=date(1990, 10, 2))
    told(ada)
    assert states() == [(date(2024, 10, 2), "running"), (date(2024, 10, 20), "moved")]
    assert FollowUp.objects.get(about_on=date(2024, 10, 20)).reason == "day_moved"
    Customer.objects.filter(pk=ada.pk).update(birth_on=date(1990, 10, 20))
    told(ada)
    assert states() == [(date(2024, 10, 2), "moved"), (date(2024, 10, 20), "running")]
    assert FollowUp.objects.get(about_on=date(2024, 10, 20)).state == "open"


def test_what_somebody_did_already_stays_and_is_not_repeated_on_the_corrected_day(shop: Shop) -> None:
    plan("birthday", "birthday", ("word", -20, 0, "days", "phone", "hand", "skip", 0), again_after_days=300)
    ada = born(shop, date(1990, 9, 20))
    told(ada)
    mark_done(follow_up_id=FollowUp.objects.get().pk, member_id=1)
    Customer.objects.filter(pk=ada.pk).update(birth_on=date(1990, 9, 27))
    told(ada)
    assert states() == [(date(2024, 9, 20), "done"), (date(2024, 9, 27), "joined")]


def test_silence_ends_when_they_buy_again_and_the_next_one_is_not_held_back_by_it(
    shop: Shop, traveller: time_machine.Traveller
) -> None:
    plan("win-back", "silence", LETTER, facts={"beyond_rhythm": 2.0, "at_least_days": 100}, again_after_days=500)
    TypicalRhythm.objects.create(days=60.0, spread=0.5, gaps=40, reckoned_on=TODAY)
    ada = shop.customer(told=False)
    for ago in (210, 150, 90):
        bought(ada, day(-ago))
    plan_coming_days()
    touch = FollowUp.objects.get()
    silent_on = touch.about_on
    assert touch.state == "open"
    assert silent_on is not None
    assert silent_on > TODAY
    shop.sale(ada, 0)
    touch.refresh_from_db()
    assert (touch.state, touch.reason) == ("stopped", "bought_again")
    assert states()[-1] == (silent_on, "moved")
    traveller.move_to("2025-01-20T12:00:00+00:00")
    plan_coming_days()
    assert FollowUp.objects.filter(about_on__gt=silent_on, state="open").count() == 1


def test_a_rhythm_that_is_reckoned_anew_starts_no_second_round_for_the_same_silence(
    shop: Shop, traveller: time_machine.Traveller
) -> None:
    plan("win-back", "silence", LETTER, facts={"beyond_rhythm": 1.0})
    typical = TypicalRhythm.objects.create(days=100.0, spread=0.5, gaps=40, reckoned_on=TODAY)
    bought(shop.customer(told=False), day(-70))
    bought(shop.customer("Eve Silent", reach=0, told=False), day(-70))
    assert plan_coming_days().running == 1
    first = states()
    typical.days = 82.0
    typical.save()
    planned = plan_coming_days()
    assert (planned.running, planned.stopped, planned.moved) == (0, 0, 0)
    assert states() == first


def test_a_service_is_counted_from_the_newest_purchase_or_job_of_the_thing(
    shop: Shop, traveller: time_machine.Traveller
) -> None:
    plan("service", "service_due", ANNOUNCE, CALL, facts={"interval_months": 12})
    watch = product("watch", service_months=18)
    sock = product("sock")
    ada = shop.customer(told=False)
    sale = bought(ada, date(2023, 4, 30), watch, sock)
    plan_coming_days()
    announce = FollowUp.objects.get(step_id__isnull=False, channel="email")
    assert (announce.about_on, announce.product_id, announce.sale_id) == (date(2024, 10, 30), watch.pk, sale.pk)
    assert FollowUp.objects.count() == 2
    finish_job(customer_id=ada.pk, what="cleaned", done_on=TODAY, key="1", product_id=watch.pk)
    assert set(FollowUp.objects.values_list("state", "reason")) == {("stopped", "day_moved")}
    assert states() == [(date(2024, 10, 30), "moved")]
    traveller.move_to("2026-02-10T12:00:00+00:00")
    plan_coming_days()
    assert states()[-1] == (date(2026, 3, 17), "running")


def test_where_no_product_wants_service_it_is_due_so_long_after_the_last_visit(shop: Shop) -> None:
    plan("service", "service_due", ANNOUNCE, facts={"interval_months": 12})
    ada = shop.customer(told=False)
    bought(ada, date(2023, 10, 31), product("haircut"))
    bought(ada, date(2023, 11, 5), product("color"))
    assert plan_coming_days().running == 1
    assert FollowUp.objects.get().about_on == date(2024, 11, 5)
    assert FollowUp.objects.get().product_id is None


def test_two_things_due_on_one_day_are_one_letter(shop: Shop) -> None:
    plan("warranty", "warranty_end", ANNOUNCE)
    ada = shop.customer(told=False)
    bought(ada, date(2022, 11, 1), product("watch", warranty_months=24), product("clock", warranty_months=24))
    plan_coming_days()
    assert [one.about_on for one in FollowUp.objects.all()] == [date(2024, 11, 1)]


def test_a_thing_used_up_is_asked_about_before_and_not_when_they_have_bought_it_again(shop: Shop) -> None:
    plan("again", "used_up", ("ask", -10, -3, "days", "email", "approve", "skip", 0))
    food = product("food", lasts_days=60)
    toy = product("toy")
    ada, eve = shop.customer(told=False), shop.customer("Eve Old", told=False)
    bought(ada, day(-40), food)
    bought(eve, day(-40), food)
    plan_coming_days()
    assert set(FollowUp.objects.values_list("about_on", "product_id")) == {(day(20), food.pk)}
    shop.tell([bought(ada, day(0), toy)])
    shop.tell([bought(eve, day(0), food)])
    assert FollowUp.objects.get(customer=ada, about_on=day(20)).state == "open"
    assert FollowUp.objects.get(customer=eve, about_on=day(20)).reason == "bought_again"


def test_a_feast_is_for_everybody_and_is_planned_once_a_year(shop: Shop, traveller: time_machine.Traveller) -> None:
    plan(
        "christmas", "holiday", ("letter", -60, -42, "days", "email", "approve", "skip", 0), facts={"name": "Christmas"}
    )
    for number in range(5):
        shop.customer(f"Ann Berg{number}", told=False)
    plan_coming_days()
    assert {anchor for anchor, _ in states()} == {date(2024, 12, 25)}
    traveller.move_to("2025-09-17T12:00:00+00:00")
    plan_coming_days()
    assert Enrollment.objects.filter(anchor_on=date(2025, 12, 25)).count() == 5


def test_a_kept_date_comes_once_or_each_year(shop: Shop) -> None:
    plan("contract", "date_field", ANNOUNCE, facts={"field": "contract end"})
    plan("wedding", "date_field", BEFORE, facts={"field": "wedding day", "yearly": True})
    ada = shop.customer(told=False)
    KeptDate.objects.create(customer=ada, name="contract end", on=date(2024, 11, 1))
    KeptDate.objects.create(customer=ada, name="wedding day", on=date(1999, 10, 10))
    KeptDate.objects.create(customer=ada, name="something else", on=date(2024, 10, 10))
    plan_coming_days()
    assert states() == [(date(2024, 10, 10), "running"), (date(2024, 11, 1), "running")]


def test_thirty_days_without_a_machine_lose_no_day_and_make_no_burst(
    shop: Shop, traveller: time_machine.Traveller
) -> None:
    plan("birthday", "birthday", BEFORE)
    for number in range(28):
        born(shop, date(1990, 10, 1 + number), f"Ann Berg{number}")
    plan_coming_days()
    known = FollowUp.objects.count()
    traveller.move_to("2024-10-17T12:00:00+00:00")
    caught_up = plan_coming_days()
    assert known + caught_up.follow_ups == 28
    assert FollowUp.objects.filter(window_last__lt=date(2024, 10, 17)).count() == 17
    traveller.move_to("2025-03-01T12:00:00+00:00")
    Enrollment.objects.all().delete()
    assert plan_coming_days().follow_ups == 0


def test_who_cannot_be_reached_has_the_reason_in_writing_and_who_is_gone_has_nothing(shop: Shop) -> None:
    plan("birthday", "birthday", BEFORE)
    silent = born(shop, date(1990, 10, 20), reach=0)
    gone = born(shop, date(1990, 10, 20), "Eve Gone")
    Customer.objects.filter(pk=gone.pk).update(ended_at=clock.now())
    plan_coming_days()
    assert list(Rest.objects.values_list("customer_id", "reason")) == [(silent.pk, "cannot_be_reached")]
    assert list(Enrollment.objects.values_list("customer_id", "state", "reason")) == [
        (silent.pk, "stopped", "no_address")
    ]


def test_two_who_turn_out_to_be_one_have_one_birthday(shop: Shop) -> None:
    plan("birthday", "birthday", BEFORE)
    ada, other = born(shop, date(1990, 10, 20)), born(shop, date(1990, 10, 20), "A Lovelace")
    plan_coming_days()
    with transaction.atomic():
        Customer.objects.filter(pk=other.pk).update(merged_into=ada)
        record([CustomersMerged(customer_id=ada.pk, at=clock.now(), other_id=other.pk, other_name="A Lovelace")])
    plan_coming_days()
    assert FollowUp.objects.filter(customer=ada, state="open").count() == 1
    assert FollowUp.objects.filter(state="open").count() == 1


def test_only_those_the_plan_is_for_are_planned_for(shop: Shop) -> None:
    condition = {"field": "customer.is_firm", "operator": "yes"}
    plan("birthday", "birthday", BEFORE, audience=condition)
    born(shop, date(1990, 10, 20))
    firm = born(shop, date(1990, 10, 21), "Firm")
    Customer.objects.filter(pk=firm.pk).update(is_firm=True)
    plan_coming_days()
    assert [one.customer_id for one in FollowUp.objects.all()] == [firm.pk]


def test_a_window_that_opened_long_ago_is_still_met_while_it_is_open(shop: Shop) -> None:
    plan("yearly", "sale_anniversary", LETTER, facts={"from_year": 2})
    ada = shop.customer(told=False)
    bought(ada, TODAY.replace(year=2021) - timedelta(days=20))
    bought(shop.customer("Eve Late", told=False), TODAY.replace(year=2021) - timedelta(days=22))
    bought(shop.customer("Ann New", told=False), TODAY.replace(year=2023))
    plan_coming_days()
    assert [one.customer_id for one in FollowUp.objects.all()] == [ada.pk]
