"""Whatever happens to whomever in whatever order: once, in time, with a reason, and nobody forgotten without a name."""

from __future__ import annotations

import random
from collections.abc import Callable

import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from afterword.infra.tenancy import acting_for
from tests.plans.shop import TODAY, found_shop
from tests.plans.town import Town


def a_night(town: Town, without: int = 0) -> None:
    """A night after so many days on which nobody ran anything; then the books are checked."""
    town.pass_days(without)
    town.night()
    town.check()


def told_again(town: Town) -> None:
    """An import that brings the same sales twice."""
    town.tell(town.sell(0.3, most_days_ago=3))


HAPPENINGS: dict[str, Callable[[Town], object]] = {
    "sell": lambda town: town.sell(0.4),
    "sell again": lambda town: town.sell(0.3),
    "older": lambda town: town.sell(0.4, most_days_ago=40),
    "untold": lambda town: town.sell(0.3, most_days_ago=5, told=False),
    "told again": told_again,
    "undone": lambda town: town.take_back(town.sell(0.4, most_days_ago=30)),
    "job": lambda town: town.finish_jobs(0.3),
    "merge": Town.merge,
    "opt out": Town.opt_out,
    "reply": Town.reply,
    "complaint": lambda town: town.reply("complaint"),
    "go on": Town.go_on,
    "by hand": Town.start_by_hand,
    "switch": Town.switch,
    "edit": Town.edit,
    "staff leaves": Town.staff_leaves,
    "work": Town.work,
    "more work": Town.work,
    "night": a_night,
    "another night": a_night,
    "third night": a_night,
    "week down": lambda town: a_night(town, 6),
    "month down": lambda town: a_night(town, 29),
}


class Towns(TestCase):
    """Small towns, with a dozen random happenings each."""

    @settings(max_examples=6)
    @given(st.lists(st.sampled_from(sorted(HAPPENINGS)), min_size=4, max_size=12), st.randoms(use_true_random=False))
    def test_the_books_are_right_after_every_night(self, happenings: list[str], chance: random.Random) -> None:
        with time_machine.travel("2024-09-17T07:00:00+00:00", tick=False) as clock:
            business = found_shop()
            with acting_for(business.pk):
                town = Town(business, TODAY, 8, chance, clock.move_to)
                for what in ("sell", *happenings, "night"):
                    HAPPENINGS[what](town)
