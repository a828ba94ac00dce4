"""A hundred thousand customers to whom anything happens, with a month down: the books are right each night."""

from __future__ import annotations

import random
from datetime import date

import pytest
import time_machine

from afterword.followups.models import FollowUp
from afterword.infra.tenancy import acting_for
from tests.plans.shop import found_shop
from tests.plans.town import Town

PEOPLE = 100_000
DAYS = 12


@pytest.mark.long
@pytest.mark.django_db
def test_a_large_town_is_as_right_as_a_small_one() -> None:
    with time_machine.travel("2024-09-17T07:00:00+00:00", tick=False) as clock:
        business = found_shop()
        with acting_for(business.pk):
            town = Town(business, date(2024, 9, 17), PEOPLE, random.Random(20), clock.move_to)
            live(town, DAYS)
            assert FollowUp.objects.filter(state="done").count() > DAYS * 20


def live(town: Town, days: int) -> None:
    """So many days of all that can happen, in the middle of them a month on which nothing ran."""
    town.sell(0.3, most_days_ago=400)
    for number in range(days):
        town.sell(0.01)
        town.sell(0.004, most_days_ago=60)
        town.sell(0.002, told=False)
        town.tell(town.sell(0.002, most_days_ago=5))
        town.take_back(town.sell(0.003, most_days_ago=30))
        town.finish_jobs(0.004)
        for _ in range(5):
            town.merge()
            town.opt_out()
            town.reply()
            town.reply("complaint")
            town.start_by_hand()
        town.go_on()
        if number % 5 == 2:
            town.switch()
            town.edit()
        if number == days // 3:
            town.staff_leaves()
        town.work(most=150)
        if number == days // 2:
            town.pass_days(30)
        town.night()
        town.check()
