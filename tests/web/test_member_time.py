"""Saying how many minutes a member has, and when they are away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from afterword.accounts.actions import ensure_user
from afterword.businesses.actions import add_member
from afterword.businesses.models import Absence, Business, Membership
from afterword.businesses.queries import local_today
from afterword.businesses.working_time import be_away
from tests.web.house import House

WEEK = {f"day{number}": "45" for number in range(5)} | {"day5": "", "day6": "0"}


def member() -> Membership:
    return Membership.objects.get()


def test_minutes_are_kept_for_each_weekday_and_taken_back(house: House, owner: Client, inside: Business) -> None:
    path = house.url(f"settings/team/{member().pk}/time")
    assert owner.post(path, WEEK).status_code == 302
    assert member().weekday_minutes == [45] * 5 + [0, 0]
    assert owner.get(path).content.decode().count('value="45"') == 5
    owner.post(path, dict.fromkeys(WEEK, "") | {"csrfmiddlewaretoken": "x"})
    assert member().weekday_minutes == []


@pytest.mark.parametrize("bad", ["-1", "1441", "an hour"])
def test_minutes_that_cannot_be_are_refused(house: House, owner: Client, inside: Business, bad: str) -> None:
    path = house.url(f"settings/team/{member().pk}/time")
    assert owner.post(path, WEEK | {"day0": bad}).status_code == 422
    assert member().weekday_minutes == []


def test_days_away_are_entered_and_taken_back(house: House, owner: Client, inside: Business) -> None:
    today = local_today(house.business)
    stem = house.url(f"settings/team/{member().pk}")
    assert owner.post(f"{stem}/away", {"first": today, "last": today + timedelta(days=3)}).status_code == 302
    absence = Absence.objects.get()
    assert (absence.first, absence.last) == (today, today + timedelta(days=3))
    answer = owner.post(f"{stem}/away", {"first": today, "last": today - timedelta(days=3)})
    assert answer.status_code == 422
    assert "cannot come before" in answer.content.decode()
    assert owner.post(f"{stem}/away/{absence.pk}/remove").status_code == 302
    assert not Absence.objects.exists()


def test_whoever_leaves_takes_their_days_away_along(house: House, owner: Client, inside: Business) -> None:
    tom = add_member(user=ensure_user(email="tom@example.org", name="Tom"), role="staff")
    be_away(membership=tom, first=local_today(house.business), last=local_today(house.business))
    owner.post(house.url(f"settings/team/{tom.pk}/remove"))
    assert not Absence.objects.exists()
