"""What recurs: done when it is due, once for each business, after any downtime, whatever else fails."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from afterword.accounts.actions import ensure_user
from afterword.businesses.actions import found_business
from afterword.businesses.models import Business
from afterword.infra import clock, heartbeat, leases
from afterword.infra.tenancy import acting_for, current_business_id
from afterword.ops.recurring import RECURRING, Recurring
from afterword.ops.scheduler import Scheduler, failures

pytestmark = pytest.mark.django_db(transaction=True)

MORNING = datetime(2026, 6, 10, 4, 0, tzinfo=ZoneInfo("Europe/Oslo"))


class Times:
    """Both clocks, moved together."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = MORNING.astimezone(UTC)
        monkeypatch.setattr(clock, "now", lambda: self.now)
        monkeypatch.setattr(clock, "wall", lambda: self.now)

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> Times:
    return Times(monkeypatch)


@pytest.fixture
def two_businesses(times: Times) -> list[Business]:
    owner = ensure_user(email="rosa@example.org", name="Rosa")
    with acting_for(None):
        return [
            found_business(name=name, trade="shop", timezone=zone, country=country, currency="USD", owner=owner)
            for name, zone, country in (("Oslo", "Europe/Oslo", "NO"), ("Boston", "America/New_York", "US"))
        ]


def scheduler(*recurring: Recurring) -> Scheduler:
    return Scheduler(threading.Event(), recurring=recurring)


def counting(done: list[int]) -> Callable[[], object]:
    return lambda: done.append(current_business_id())


def test_what_recurs_is_done_for_each_business_and_again_after_its_pause(
    times: Times, two_businesses: list[Business]
) -> None:
    done: list[int] = []
    hourly = scheduler(Recurring("count", counting(done), every=timedelta(hours=1)))
    hourly.tick()
    hourly.tick()
    assert done == [one.pk for one in two_businesses]
    times.pass_by(minutes=61)
    hourly.tick()
    assert done == [one.pk for one in two_businesses] * 2


def test_a_daily_thing_is_done_by_each_business_own_clock(times: Times, two_businesses: list[Business]) -> None:
    oslo, boston = (one.pk for one in two_businesses)
    done: list[int] = []
    daily = scheduler(Recurring("count", counting(done), once_a_day_from=time(5)))
    daily.tick()
    assert done == [boston], "it is 22:00 of the day before there"
    times.pass_by(hours=1)
    daily.tick()
    daily.tick()
    assert done == [boston, oslo]
    times.pass_by(hours=6)
    daily.tick()
    assert done == [boston, oslo, boston]


def test_a_month_of_downtime_is_caught_up_with_once(times: Times, two_businesses: list[Business]) -> None:
    done: list[int] = []
    daily = scheduler(Recurring("count", counting(done), once_a_day_from=time(0, 5)))
    daily.tick()
    done.clear()
    times.pass_by(days=30)
    for _ in range(5):
        daily.tick()
    assert done == [one.pk for one in two_businesses]


def test_a_failing_thing_is_shown_tried_again_and_stops_nothing_else(
    times: Times, two_businesses: list[Business]
) -> None:
    done: list[int] = []
    broken = [True]

    def fail() -> None:
        if broken:
            raise ValueError("the sky fell")

    both = scheduler(
        Recurring("fall", fail, every=timedelta(hours=1)), Recurring("count", counting(done), every=timedelta(hours=1))
    )
    both.tick()
    assert len(done) == 2
    assert [one.endswith("ValueError: the sky fell") for one in failures()] == [True, True]
    broken.clear()
    both.tick()
    assert len(failures()) == 2, "not at once"
    times.pass_by(minutes=6)
    both.tick()
    assert failures() == []


def test_what_another_process_is_at_is_left_to_it(times: Times, two_businesses: list[Business]) -> None:
    done: list[int] = []
    hourly = scheduler(Recurring("count", counting(done), every=timedelta(hours=1)))
    leases.take_lease(name=f"count: {two_businesses[0].pk}", seconds=600, holder="another")
    hourly.tick()
    assert done == [two_businesses[1].pk]


def test_the_real_things_all_work_on_a_business_that_has_just_begun(
    times: Times, two_businesses: list[Business]
) -> None:
    scheduler(*RECURRING).tick()
    assert failures() == []
    marks = set(heartbeat.Heartbeat.objects.values_list("name", flat=True))
    assert {f"audit what changed: {one.pk}" for one in two_businesses} <= marks


def test_each_thing_has_a_name_of_its_own() -> None:
    assert len({one.name for one in RECURRING}) == len(RECURRING)
    assert all((one.every is None) != (one.once_a_day_from is None) for one in RECURRING)
