"""The composer on the tables: minutes, absences, opening days, who knows whom, what was moved, what will not fit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from afterword.accounts.actions import ensure_user
from afterword.businesses.actions import add_member, close_day
from afterword.businesses.models import Membership
from afterword.businesses.working_time import BadTime, be_away, be_back, forget_minutes, keep_minutes
from afterword.customers.models import Customer
from afterword.followups.actions import mark_done, move_follow_up, snooze_follow_up
from afterword.followups.calendars import open_days
from afterword.followups.composing.composer import compose_days
from afterword.followups.composing.overflow import short_weeks
from afterword.followups.models import FollowUp
from afterword.followups.taking_over import give_to
from afterword.infra.tenancy import acting_for
from afterword.plans.auditing.exceptions import Kind, exception_counts
from tests.setting.shop import Shop

EVERY_DAY = (60,) * 7


def rosa() -> Membership:
    return Membership.objects.select_related("user").get(user__email="rosa@example.org")


def tom() -> Membership:
    return add_member(user=ensure_user(email="tom@example.org", name="Tom"), role="staff")


def calls(shop: Shop, count: int, *, minutes: int = 10, days: int = 14, **fields: object) -> list[int]:
    """Calls whose windows begin today, all due today until the composer has looked."""
    return [
        shop.owed(
            shop.customer(f"Nr{number}"),
            channel="phone",
            mode="hand",
            minutes=minutes,
            due_on=shop.today,
            window_first=shop.today,
            window_last=shop.today + timedelta(days=days),
            **fields,
        ).pk
        for number in range(count)
    ]


def load() -> dict[tuple[date, int | None], int]:
    found: dict[tuple[date, int | None], int] = {}
    for day, member, minutes in FollowUp.objects.filter(state="open").values_list("due_on", "membership_id", "minutes"):
        found[day, member] = found.get((day, member), 0) + minutes
    return found


def test_where_nobody_has_said_their_minutes_nothing_moves(shop: Shop) -> None:
    calls(shop, 30)
    before = list(FollowUp.objects.order_by("id").values())
    assert compose_days().changed == 0
    assert list(FollowUp.objects.order_by("id").values()) == before
    assert short_weeks() == []


def test_a_heap_is_spread_level_over_open_days_within_the_minutes(shop: Shop) -> None:
    keep_minutes(membership=rosa(), minutes=EVERY_DAY)
    calls(shop, 30)
    done = compose_days()
    assert (done.touches, done.shortfalls) == (30, ())
    opening = open_days(shop.business)
    by_day = load()
    assert sum(by_day.values()) == 300
    assert {member for _, member in by_day} == {rosa().pk}
    assert all(opening.is_open(day) and shop.today <= day <= shop.today + timedelta(days=14) for day, _ in by_day)
    assert max(by_day.values()) <= 30, "the load is level, not 60 minutes for five days and nothing after"


def test_composing_again_changes_nothing(shop: Shop) -> None:
    keep_minutes(membership=rosa(), minutes=EVERY_DAY)
    calls(shop, 30)
    compose_days()
    before = list(FollowUp.objects.order_by("id").values())
    assert compose_days().changed == 0
    assert list(FollowUp.objects.order_by("id").values()) == before


def test_what_a_person_moved_stays_and_takes_its_minutes(shop: Shop) -> None:
    keep_minutes(membership=rosa(), minutes=(10,) * 7)
    one, two, *_ = calls(shop, 4, days=3)
    opening = open_days(shop.business)
    chosen = opening.next_open(shop.today + timedelta(days=1))
    move_follow_up(follow_up_id=one, member_id=None, on=chosen)
    snooze_follow_up(follow_up_id=two, member_id=None, until=chosen)
    compose_days()
    assert set(FollowUp.objects.filter(pk__in=[one, two]).values_list("due_on", flat=True)) == {chosen}


def test_nobody_gets_work_on_days_away_or_closed(shop: Shop) -> None:
    keep_minutes(membership=rosa(), minutes=EVERY_DAY)
    away = be_away(membership=rosa(), first=shop.today, last=shop.today + timedelta(days=5))
    close_day(day=shop.today + timedelta(days=6))
    calls(shop, 12)
    compose_days()
    assert min(day for day, _ in load()) > shop.today + timedelta(days=6)
    be_back(absence_id=away.pk, membership=rosa())
    calls(shop, 1, days=4)
    compose_days()
    assert min(day for day, _ in load()) <= shop.today + timedelta(days=4)


def given(shop: Shop, to: Membership, *, customer: Customer | None = None, in_days: int = 1) -> FollowUp:
    """A call that a person gave to a member for a day."""
    day = open_days(shop.business).next_open(shop.today + timedelta(days=in_days))
    row = shop.owed(
        customer or shop.customer(), channel="phone", mode="hand", minutes=10, window_first=shop.today,
        window_last=shop.today + timedelta(days=14),
    )  # fmt: skip
    return give_to(follow_up_id=row.pk, membership_id=to.pk, on=day)


def whose(row: FollowUp) -> tuple[date, int | None, bool]:
    row.refresh_from_db()
    return row.due_on, row.membership_id, row.moved_at is not None


def test_work_given_to_a_member_who_is_away_that_day_is_done_by_another_and_goes_back_if_they_stay(shop: Shop) -> None:
    for member in (rosa(), tom()):
        keep_minutes(membership=member, minutes=EVERY_DAY)
    row = given(shop, rosa())
    day = row.due_on
    away = be_away(membership=rosa(), first=shop.today, last=day)
    compose_days()
    assert whose(row) == (day, tom().pk, True)
    assert exception_counts()[Kind.NOT_COVERED] == 0
    assert compose_days().changed == 0
    be_back(absence_id=away.pk, membership=rosa())
    compose_days()
    assert whose(row) == (day, rosa().pk, True)
    assert row.stands_in_for_id is None


def test_who_knows_the_customer_comes_first_among_those_who_stand_in(shop: Shop) -> None:
    kim = add_member(user=ensure_user(email="kim@example.org", name="Kim"), role="staff")
    for member in (rosa(), tom(), kim):
        keep_minutes(membership=member, minutes=EVERY_DAY)
    for known_to in (tom(), kim):
        customer = shop.customer()
        mark_done(follow_up_id=shop.owed(customer, channel="phone", mode="hand").pk, member_id=known_to.user_id)
        row = given(shop, rosa(), customer=customer)
        away = be_away(membership=rosa(), first=row.due_on, last=row.due_on)
        compose_days()
        assert whose(row) == (row.due_on, known_to.pk, True)
        be_back(absence_id=away.pk, membership=rosa())


def test_where_nobody_else_has_time_it_is_everybodys_on_its_day_and_is_said_to_be_late(shop: Shop) -> None:
    keep_minutes(membership=rosa(), minutes=EVERY_DAY)
    keep_minutes(membership=tom(), minutes=(5,) * 7)
    row = given(shop, rosa())
    be_away(membership=rosa(), first=row.due_on, last=row.due_on)
    compose_days()
    assert whose(row) == (row.due_on, None, True)
    assert sum(week.touches for week in short_weeks()) == 1


def test_what_is_given_to_somebody_else_meanwhile_stays_with_them(shop: Shop) -> None:
    for member in (rosa(), tom()):
        keep_minutes(membership=member, minutes=EVERY_DAY)
    row = given(shop, rosa())
    away = be_away(membership=rosa(), first=row.due_on, last=row.due_on)
    compose_days()
    give_to(follow_up_id=row.pk, membership_id=tom().pk)
    be_back(absence_id=away.pk, membership=rosa())
    compose_days()
    assert whose(row) == (row.due_on, tom().pk, True)


def test_what_was_with_a_member_who_has_left_is_covered_too(shop: Shop) -> None:
    left = tom()
    for member in (rosa(), left):
        keep_minutes(membership=member, minutes=EVERY_DAY)
    row = given(shop, left)
    Membership.objects.filter(pk=left.pk).delete()
    compose_days()
    assert whose(row) == (row.due_on, rosa().pk, True)


def test_whoever_knows_the_customer_gets_them(shop: Shop) -> None:
    for member in (rosa(), tom()):
        keep_minutes(membership=member, minutes=EVERY_DAY)
    known = {}
    for number in range(10):
        customer = shop.customer(f"Nr{number}")
        member = (rosa(), tom())[number % 2]
        earlier = shop.owed(customer, channel="phone", mode="hand")
        mark_done(follow_up_id=earlier.pk, member_id=member.user_id)
        row = shop.owed(customer, channel="phone", mode="hand", minutes=10, window_last=shop.today + timedelta(days=9))
        known[row.pk] = member.pk
    compose_days()
    assert dict(FollowUp.objects.filter(pk__in=known).values_list("pk", "membership_id")) == known


def test_automatic_mails_stay_on_their_day(shop: Shop) -> None:
    keep_minutes(membership=rosa(), minutes=EVERY_DAY)
    row = shop.owed(shop.customer(), mode="automatic", due_on=shop.today + timedelta(days=2))
    compose_days()
    row.refresh_from_db()
    assert (row.due_on, row.membership_id) == (shop.today + timedelta(days=2), None)


def test_what_is_late_stays_in_sight(shop: Shop) -> None:
    keep_minutes(membership=rosa(), minutes=EVERY_DAY)
    row = shop.owed(shop.customer(), window_last=shop.today - timedelta(days=2), due_on=shop.today - timedelta(days=4))
    compose_days()
    row.refresh_from_db()
    assert row.due_on == shop.today - timedelta(days=4)
    assert short_weeks() == []


def test_what_will_not_fit_is_said_beforehand_with_what_can_be_done(shop: Shop) -> None:
    keep_minutes(membership=rosa(), minutes=(10,) * 7)
    calls(shop, 20, days=6)
    compose_days()
    weeks = short_weeks()
    assert sum(week.touches for week in weeks) > 10
    assert sum(week.minutes_short for week in weeks) == 10 * sum(week.touches for week in weeks)
    assert {kind.channel for week in weeks for kind in week.late} == {"phone"}
    assert {str(way.way) for week in weeks for way in week.ways} >= {"widen", "skip"}
    keep_minutes(membership=rosa(), minutes=(200,) * 7)
    compose_days()
    assert short_weeks() == []


def test_the_higher_priority_stays(shop: Shop) -> None:
    keep_minutes(membership=rosa(), minutes=(10,) * 7)
    calls(shop, 20, days=6, plan_id=1)
    worthy = set(calls(shop, 3, days=6, plan_id=2))
    compose_days({1: 10, 2: 90})
    left_out = {pk for week in short_weeks() for way in week.ways for pk in way.touch_ids}
    assert left_out
    assert not worthy & left_out


def test_whoever_takes_the_minutes_back_leaves_nobody_assigned(shop: Shop) -> None:
    keep_minutes(membership=rosa(), minutes=EVERY_DAY)
    calls(shop, 3)
    compose_days()
    forget_minutes(membership=rosa())
    compose_days()
    assert {member for _, member in load()} == {None}


def test_it_costs_the_same_queries_for_three_and_for_sixty(shop: Shop) -> None:
    for member in (rosa(), tom()):
        keep_minutes(membership=member, minutes=EVERY_DAY)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            compose_days()
        return len(seen)

    calls(shop, 3)
    few = cost()
    calls(shop, 60)
    assert cost() == few


def test_it_sees_only_its_own_business(shop: Shop) -> None:
    keep_minutes(membership=rosa(), minutes=EVERY_DAY)
    calls(shop, 3)
    today = shop.today
    with acting_for(shop.business.pk + 1):
        FollowUp.objects.create(
            customer_id=Customer.everywhere.latest("id").pk, channel="phone", mode="hand",
            window_first=today, window_last=today, due_on=today,
        )  # fmt: skip
    assert compose_days().touches == 3


@pytest.mark.parametrize("minutes", [(60,) * 6, (60,) * 8, (-1,) * 7, (1441,) * 7])
def test_minutes_that_cannot_be_are_refused(shop: Shop, minutes: tuple[int, ...]) -> None:
    with pytest.raises(BadTime):
        keep_minutes(membership=rosa(), minutes=minutes)


def test_days_away_that_cannot_be_are_refused(shop: Shop) -> None:
    with pytest.raises(BadTime):
        be_away(membership=rosa(), first=shop.today, last=shop.today - timedelta(days=1))
    with pytest.raises(BadTime):
        be_away(membership=rosa(), first=shop.today, last=shop.today + timedelta(days=401))
