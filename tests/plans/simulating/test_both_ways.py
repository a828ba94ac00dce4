"""What is simulated is what happens: ninety days lived day by day, and the same ninety days in one call."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from afterword.followups.delivering import rounds
from afterword.infra import clock
from afterword.infra.tenancy import acting_for
from afterword.plans.actions import catch_up
from afterword.plans.dated.coming import plan_coming_days
from afterword.plans.simulating.rows import CUSTOMERS_AT_ONCE
from afterword.plans.simulating.simulation import Left, SimulatedTouch, touches
from afterword.plans.simulating.tried import tried_plans
from tests.plans.shop import TODAY, Shop, found_shop
from tests.plans.simulating.ninety_days import OSLO, Life, Touch, dated_plans, more_plans, plans_for_some

if TYPE_CHECKING:
    from tests.servers.fixtures import RecordingServer

DAYS = 90
BEFORE = TODAY - timedelta(days=60)


@pytest.fixture
def life(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, recording_smtp: RecordingServer) -> Iterator[Life]:
    """A shop that may send, on the morning of TODAY; two customers of this test make a range."""
    settings.EMAIL_URL = recording_smtp.url
    rounds.forget_silent_servers()

    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment.astimezone(UTC))

    set_clock(datetime.combine(TODAY, time(9), OSLO))
    assert CUSTOMERS_AT_ONCE > 1000
    monkeypatch.setattr("afterword.plans.simulating.rows.CUSTOMERS_AT_ONCE", 17)
    business = found_shop()
    business.email = "rosa@example.org"
    business.save()
    with acting_for(business.pk):
        more_plans()
        dated_plans()
        plans_for_some()
        yield Life(Shop(business), set_clock)


def simulated() -> list[Touch]:
    """Every touch of one call."""
    found = touches(tried_plans(), first=TODAY, days=DAYS)
    return sorted(
        (one.customer_id, one.plan, one.step, one.channel.value, one.on, one.trigger_id or 0, one.member_id or 0)
        for one in found
        if isinstance(one, SimulatedTouch)
    )


@pytest.mark.database
def test_ninety_days_lived_and_the_same_days_simulated_afterwards_have_the_same_touches(life: Life) -> None:
    chance = random.Random(41)
    life.people(chance, 42)
    life.households(chance, 5)
    life.business(chance, BEFORE, TODAY + timedelta(days=DAYS - 1), 5)
    for ago in range(60, 0, -1):
        life.recorded(TODAY - timedelta(days=ago))
    catch_up()
    for number in range(DAYS):
        life.lived(TODAY + timedelta(days=number))
    assert simulated() == sorted(life.happened)
    assert min(life.moved, life.gave_way) > 10
    channels = Counter(touch[3] for touch in life.happened)
    assert min(channels["email"], channels["phone"], channels["post"]) > 20
    assert {touch[2] for touch in life.happened} == {
        "thank-you", "how-is-it-going", "answer-inquiry", "at-once", "soon", "card", "later", "ask",
        "card-in-time", "announce", "remind", "where-are-you", "christmas-letter",
        "welcome", "sooner", "while-quiet",
    }  # fmt: skip


@pytest.mark.database
def test_the_next_ninety_days_simulated_beforehand_are_lived_like_that(life: Life) -> None:
    chance = random.Random(43)
    life.people(chance, 60)
    life.households(chance, 5)
    life.members(chance)
    life.business(chance, BEFORE, TODAY - timedelta(days=1), 4)
    for ago in range(60, 0, -1):
        life.recorded(TODAY - timedelta(days=ago))
    not_planned_yet = simulated()
    catch_up()
    plan_coming_days()
    assert simulated() == not_planned_yet
    life.promises(chance)
    planned = simulated()
    for number in range(DAYS):
        life.lived(TODAY + timedelta(days=number))
    assert planned == sorted(life.happened)
    assert len(planned) > 50
    assert min(life.moved, life.gave_way, life.composed) > 10
    assert len({touch[-1] for touch in planned}) == 4, "three members, and what takes nobody's time"
    assert sum(touch[2] == "sign-of-life" for touch in planned) >= 3


@pytest.mark.long
@pytest.mark.database
@pytest.mark.parametrize("has_members", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_any_shop_lives_its_ninety_days_as_simulated(life: Life, seed: int, *, has_members: bool) -> None:
    chance = random.Random(seed)
    life.people(chance, 60)
    life.households(chance, chance.randint(0, 8))
    if has_members:
        life.members(chance)
    bought_within = seed % 2 == 0
    last = TODAY + timedelta(days=DAYS - 1) if bought_within else TODAY - timedelta(days=1)
    life.business(chance, BEFORE, last, 5)
    for ago in range(60, 0, -1):
        life.recorded(TODAY - timedelta(days=ago))
    catch_up()
    beforehand = None
    if not bought_within:
        plan_coming_days()
        life.promises(chance)
        beforehand = simulated()
    for number in range(DAYS):
        life.lived(TODAY + timedelta(days=number))
    assert (simulated() if beforehand is None else beforehand) == sorted(life.happened)


def test_a_purchase_that_joins_is_counted_as_left_out_with_its_reason(life: Life) -> None:
    ann = life.shop.customer("Ann Berg", told=False)
    life.shop.sales([(ann, 5), (ann, 3)], told=False)
    left = [
        one
        for one in touches(tried_plans(slug="thank-you"), first=TODAY - timedelta(days=10), days=20)
        if isinstance(one, Left)
    ]
    assert [(one.plan, one.reason, one.on) for one in left] == [("thank-you", "joined", TODAY - timedelta(days=3))]
