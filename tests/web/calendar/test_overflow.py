"""What will not fit is said on Today and the calendar, with three buttons that do what they say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from afterword.businesses.models import Membership
from afterword.businesses.working_time import keep_minutes
from afterword.customers.models import Customer
from afterword.domain.channel import Channel
from afterword.followups.composing.composer import compose_days
from afterword.followups.composing.overflow import short_weeks
from afterword.followups.models import FollowUp
from tests.setting.shop import Shop


@pytest.fixture
def too_much(shop: Shop) -> Shop:
    """Twenty calls, and time for hardly any of them this week."""
    keep_minutes(membership=Membership.objects.get(), minutes=(30,) * 7)
    for number in range(20):
        shop.owed(
            shop.customer(f"Nr{number}"), channel="phone", mode="hand", minutes=20, due_on=shop.today,
            window_first=shop.today, window_last=shop.today + timedelta(days=4),
        )  # fmt: skip
    compose_days()
    assert short_weeks()
    return shop


def press(rosa: Client, home: str, way: str) -> str:
    monday = short_weeks()[0].monday
    return rosa.post(
        f"{home}calendar/too-short", {"monday": monday, "way": way, "from": "today"}, follow=True
    ).content.decode()


def test_a_day_that_fits_says_nothing(shop: Shop, rosa: Client, home: str) -> None:
    for path in ("", "calendar/"):
        assert "too-short" not in rosa.get(home + path).content.decode()


@pytest.mark.parametrize("path", ["", "calendar/"])
def test_it_is_said_beforehand(too_much: Shop, rosa: Client, home: str, path: str) -> None:
    text = rosa.get(home + path).content.decode()
    assert "hours short" in text
    assert "calls" in text
    assert all(f'value="{way}"' in text for way in ("send_mails", "widen", "skip"))


def test_mails_go_instead_and_can_be_taken_back(too_much: Shop, rosa: Client, home: str) -> None:
    before = sum(week.minutes_short for week in short_weeks())
    text = press(rosa, home, "send_mails")
    mails = FollowUp.objects.filter(channel="email").count()
    assert mails > 0
    assert "a mail instead" in text
    assert sum(week.minutes_short for week in short_weeks()) < before
    undo = text.split("follow-ups/undo?ids=")[1].split('"')[0]
    rosa.post(f"{home}follow-ups/undo?ids={undo}")
    assert FollowUp.objects.filter(channel="email").count() == 0


def test_windows_are_widened_by_a_week_and_narrowed_again(too_much: Shop, rosa: Client, home: str) -> None:
    was = dict(FollowUp.objects.values_list("id", "window_last"))
    text = press(rosa, home, "widen")
    now = dict(FollowUp.objects.values_list("id", "window_last"))
    wider = {pk for pk in was if now[pk] != was[pk]}
    assert wider
    assert all(now[pk] - was[pk] == timedelta(days=7) for pk in wider)
    assert "a week longer" in text
    rosa.post(f"{home}calendar/too-short/narrow?ids={','.join(map(str, wider))}")
    assert dict(FollowUp.objects.values_list("id", "window_last")) == was


def test_the_smallest_are_skipped_with_their_reason_and_then_it_fits(too_much: Shop, rosa: Client, home: str) -> None:
    while short_weeks():
        press(rosa, home, "skip")
    skipped = FollowUp.objects.filter(state="skipped")
    assert skipped.exists()
    assert set(skipped.values_list("note", flat=True)) == {"There was not enough time for it that week."}
    assert FollowUp.objects.filter(state="open").exists()


def test_whoever_cannot_be_written_to_is_not_offered_a_mail(too_much: Shop, rosa: Client, home: str) -> None:
    Customer.objects.update(reach=Channel.PHONE.bit)
    compose_days()
    assert 'value="send_mails"' not in rosa.get(home).content.decode()
    assert "That week fits by now" in press(rosa, home, "send_mails")


@pytest.mark.parametrize("form", [{}, {"monday": "x", "way": "skip"}, {"monday": "2026-01-05", "way": "burn"}])
def test_nonsense_changes_nothing(too_much: Shop, rosa: Client, home: str, form: dict[str, str]) -> None:
    before = list(FollowUp.objects.order_by("id").values())
    assert rosa.post(f"{home}calendar/too-short", form).status_code == 302
    assert list(FollowUp.objects.order_by("id").values()) == before
