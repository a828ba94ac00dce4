"""The calendar as it is asked for, and moving a follow-up inside its window."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from afterword.accounts.actions import ensure_user
from afterword.businesses.actions import add_member
from afterword.businesses.models import Membership
from afterword.followups.actions import mark_done
from afterword.followups.models import FollowUp
from afterword.web.calendar.asked import Asked, first_weekday
from tests.setting.shop import Shop


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def owed(
    shop: Shop, name: str = "Ann", *, due: int = 0, window: tuple[int, int] = (-1, 5), **fields: object
) -> FollowUp:
    days = [shop.today + timedelta(days=n) for n in (due, *window)]
    return shop.owed(shop.customer(name, "Berg"), due_on=days[0], window_first=days[1], window_last=days[2], **fields)


@pytest.mark.parametrize("view", ["month", "week", "agenda", "day"])
def test_a_name_stands_on_its_day(shop: Shop, rosa: Client, home: str, view: str) -> None:
    row = owed(shop)
    text = text_of(rosa, f"{home}calendar/{view}")
    assert "Ann Berg" in text
    assert f'id="f-{row.pk}"' in text


def test_what_is_overdue_lies_on_today(shop: Shop, rosa: Client, home: str) -> None:
    owed(shop, due=-40, window=(-40, -20))
    text = text_of(rosa, f"{home}calendar/day")
    assert "Ann Berg" in text
    assert "20 days late" in text
    assert "Ann Berg" not in text_of(rosa, f"{home}calendar/day?on={shop.today - timedelta(days=40)}")


def test_what_was_done_is_counted_on_its_day(shop: Shop, rosa: Client, home: str) -> None:
    mark_done(follow_up_id=owed(shop).pk, member_id=None)
    assert "1 done" in text_of(rosa, f"{home}calendar/week")


def test_a_full_day_names_the_first_by_deadline_and_counts_the_rest(shop: Shop, rosa: Client, home: str) -> None:
    for number in range(7):
        owed(shop, f"Nr{number}", window=(-1, 9 - number))
    text = text_of(rosa, f"{home}calendar/month")
    assert [f"Nr{number} Berg</span>" in text for number in range(7)] == [False] * 4 + [True] * 3
    assert "4 more" in text


def test_a_day_with_far_too_many_is_counted_and_opens_to_names(
    shop: Shop, rosa: Client, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("afterword.followups.days.MOST_WEIGHED", 5)
    for number in range(6):
        owed(shop, f"Nr{number}")
    for view in ("month", "week", "agenda"):
        text = text_of(rosa, f"{home}calendar/{view}?on={shop.today}")
        assert "Nr0 Berg" not in text
        assert "6 more" in text
    assert "Nr0 Berg" in text_of(rosa, f"{home}calendar/day")


@pytest.mark.parametrize("view", ["month", "week", "agenda", "day"])
def test_a_page_costs_the_same_queries_for_one_and_for_many(shop: Shop, rosa: Client, home: str, view: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            text_of(rosa, f"{home}calendar/{view}")
        return len(seen)

    owed(shop)
    cost()
    for_one = cost()
    for number in range(60):
        owed(shop, f"Nr{number}", due=number % 20)
    assert cost() == for_one


def test_it_moves_inside_its_window_and_back(shop: Shop, rosa: Client, home: str) -> None:
    row = owed(shop)
    to = shop.today + timedelta(days=3)
    answer = rosa.post(f"{home}calendar/move/{row.pk}", {"to": str(to), "view": "week", "on": str(shop.today)})
    assert answer["Location"] == f"{home}calendar/week?on={shop.today}#f-{row.pk}"
    row.refresh_from_db()
    assert row.due_on == to
    assert row.moved_at is not None
    page = text_of(rosa, f"{home}calendar/week")
    undo = f"{home}calendar/undo/{row.pk}?view=week&amp;on={shop.today}"
    assert f'action="{undo}"' in page
    answer = rosa.post(undo.replace("&amp;", "&"))
    assert answer["Location"] == f"{home}calendar/week?on={shop.today}#f-{row.pk}"
    row.refresh_from_db()
    assert (row.due_on, row.moved_at) == (shop.today, None)


@pytest.mark.parametrize("days", [-1, 6, 400])
def test_it_never_moves_outside_its_window(shop: Shop, rosa: Client, home: str, days: int) -> None:
    row = owed(shop)
    to = shop.today + timedelta(days=days)
    page = rosa.post(f"{home}calendar/move/{row.pk}", {"to": str(to)}, follow=True).content.decode()
    assert "Ann Berg stays where it was: that day is outside the window" in page
    row.refresh_from_db()
    assert (row.due_on, row.moved_at) == (shop.today, None)


@pytest.mark.parametrize("to", ["", "tomorrow", "2026-02-30", "2026-13-01"])
def test_a_day_that_is_none_moves_nothing(shop: Shop, rosa: Client, home: str, to: str) -> None:
    row = owed(shop)
    page = rosa.post(f"{home}calendar/move/{row.pk}", {"to": to}, follow=True).content.decode()
    assert "Choose a day" in page
    row.refresh_from_db()
    assert row.due_on == shop.today


def test_what_is_late_may_move_within_its_days_of_grace(shop: Shop, rosa: Client, home: str) -> None:
    row = owed(shop, due=-3, window=(-9, -2), late_days=7)
    for days, moved in ((6, False), (5, True)):
        to = shop.today + timedelta(days=days)
        rosa.post(f"{home}calendar/move/{row.pk}", {"to": str(to)})
        row.refresh_from_db()
        assert (row.due_on == to) is moved


def test_what_is_closed_does_not_move(shop: Shop, rosa: Client, home: str) -> None:
    row = owed(shop)
    mark_done(follow_up_id=row.pk, member_id=None)
    page = rosa.post(
        f"{home}calendar/move/{row.pk}", {"to": str(shop.today + timedelta(days=1))}, follow=True
    ).content.decode()
    assert "Somebody has dealt with this one already" in page
    assert rosa.get(f"{home}calendar/move/{row.pk}").status_code == 404


def test_the_page_of_days_offers_the_window_and_nothing_else(shop: Shop, rosa: Client, home: str) -> None:
    row = owed(shop, window=(-3, 2))
    text = text_of(rosa, f"{home}calendar/move/{row.pk}")
    offered = [
        shop.today + timedelta(days=n) for n in range(-3, 5) if f'value="{shop.today + timedelta(days=n)}"' in text
    ]
    assert offered[:1] == [shop.today]
    assert offered[-1] == shop.today + timedelta(days=2)


def test_one_sees_only_ones_own_if_one_wants_to(shop: Shop, rosa: Client, home: str) -> None:
    add_member(user=ensure_user(email="tom@example.org", name="Tom"), role="staff")
    mine, toms = Membership.objects.order_by("id").values_list("id", flat=True)
    owed(shop, "Mine", membership_id=mine)
    owed(shop, "Toms", membership_id=toms)
    owed(shop, "Nobodys")
    everybody, own = text_of(rosa, f"{home}calendar/day"), text_of(rosa, f"{home}calendar/day?whose=mine")
    assert all(name in everybody for name in ("Mine Berg", "Toms Berg", "Nobodys Berg"))
    assert [name in own for name in ("Mine Berg", "Toms Berg", "Nobodys Berg")] == [True, False, True]


@pytest.mark.parametrize("on", ["", "x", "0001-01-01", "9999-12-31", "2026-02-30"])
@pytest.mark.parametrize("view", ["month", "week", "agenda", "day"])
def test_any_address_opens(shop: Shop, rosa: Client, home: str, view: str, on: str) -> None:
    text_of(rosa, f"{home}calendar/{view}?on={on}")


def test_a_view_that_is_none_is_not_found(shop: Shop, rosa: Client, home: str) -> None:
    assert rosa.get(f"{home}calendar/decade").status_code == 404


def test_weeks_begin_as_the_country_counts_them() -> None:
    assert [first_weekday(country) for country in ("NO", "US", "EG", "XX")] == [0, 6, 5, 0]
    asked = Asked("month", date(2026, 11, 22), False, 6)
    assert asked.span == (date(2026, 11, 1), date(2026, 12, 5))
    assert Asked("week", date(2026, 11, 22), False, 0).span == (date(2026, 11, 16), date(2026, 11, 22))


def test_a_month_leafs_over_month_ends() -> None:
    asked = Asked("month", date(2026, 1, 31), False, 0)
    assert (asked.leafed(1), asked.leafed(-1)) == (date(2026, 2, 1), date(2025, 12, 1))


def test_the_customers_history_tells_which_way_it_was_moved(shop: Shop, rosa: Client, home: str) -> None:
    row = owed(shop, due=2)
    for days in (4, 1):
        rosa.post(f"{home}calendar/move/{row.pk}", {"to": str(shop.today + timedelta(days=days))})
    text = text_of(rosa, f"{home}customers/{row.customer_id}/")
    assert "Put off until" in text
    assert "Brought forward to" in text
