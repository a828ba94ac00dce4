"""Cards that are to arrive on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.batches import Planner, PlanRule, SaleFact
from afterword.domain.channel import Channel
from afterword.domain.opening import OpenDays
from afterword.domain.planning import Offset, StepRule, window_of
from afterword.domain.posting import CardsInTime
from afterword.domain.triggers import Posted

EVERY_DAY = OpenDays()
WEEKDAYS = OpenDays(frozenset(range(5)))
BIRTHDAY = date(2026, 4, 8)  # a Wednesday, after an Easter of four days without post
EASTER = frozenset({date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 6)})
POST = OpenDays(frozenset(range(5)), EASTER)
BY_POST, BY_BOTH = Channel.POST.bit, Channel.POST.bit | Channel.EMAIL.bit


def card(opens: int, closes: int, *channels: Channel) -> StepRule:
    return StepRule("card", Offset(opens), Offset(closes), channels or (Channel.POST, Channel.EMAIL))


def placed(step: StepRule, today: date, reach: int = BY_BOTH, lead: int = 3) -> tuple[Channel | None, date, date, date]:
    cards = CardsInTime(Posted(lead, POST, WEEKDAYS), today)
    channel, window = cards.placed(step, window_of(step, BIRTHDAY, WEEKDAYS), BIRTHDAY, reach)
    return channel, window.first, window.last, window.due


def test_a_card_is_put_so_early_that_it_arrives_over_the_holidays() -> None:
    # Three days of the post before the 8th, with Easter between: the 7th, the 1st, the 31st.
    in_march = date(2026, 3, 1)
    assert placed(card(-5, -1), in_march) == (Channel.POST, date(2026, 3, 27), date(2026, 3, 31), date(2026, 3, 27))
    assert placed(card(0, 0), in_march) == (Channel.POST, date(2026, 3, 31), date(2026, 3, 31), date(2026, 3, 31))


def test_a_card_that_would_come_too_late_goes_by_another_way_and_late_where_there_is_none() -> None:
    in_april = date(2026, 4, 1)
    assert placed(card(-5, -1), in_april)[0] is Channel.EMAIL
    assert placed(card(-5, -1), in_april)[1:3] == (date(2026, 4, 3), date(2026, 4, 7))
    assert placed(card(-5, -1), in_april, BY_POST)[0] is Channel.POST


@pytest.mark.parametrize("step", [card(-35, -20), card(3, 9), card(-5, -1, Channel.EMAIL), card(-3, 2)])
def test_nothing_else_is_moved(step: StepRule) -> None:
    window = window_of(step, BIRTHDAY, WEEKDAYS)
    assert placed(step, date(2026, 3, 1))[1:] == (window.first, window.last, window.due)


@given(
    anchor=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    lead=st.integers(0, 9),
    opens=st.integers(-40, 0),
    width=st.integers(0, 20),
)
def test_whatever_is_posted_in_its_window_is_there_in_time(anchor: date, lead: int, opens: int, width: int) -> None:
    step = card(opens, min(0, opens + width))
    cards = CardsInTime(Posted(lead, WEEKDAYS, EVERY_DAY), anchor - timedelta(days=100))
    _channel, window = cards.placed(step, window_of(step, anchor, EVERY_DAY), anchor, BY_POST)
    assert window.first <= window.due <= window.last
    arrives = WEEKDAYS.add_business_days(window.last, lead) if lead else window.last
    assert arrives <= max(anchor, WEEKDAYS.next_open(window.last))
    assert (
        window.last - window.first == window_of(step, anchor, EVERY_DAY).last - window_of(step, anchor, EVERY_DAY).first
    )


def test_the_planner_puts_cards_in_time_where_it_is_told_how_long_they_take() -> None:
    rule = PlanRule((card(-5, -1),), 0)
    cards = CardsInTime(Posted(3, POST, WEEKDAYS), date(2026, 3, 1))
    facts = [SaleFact(1, 1, BIRTHDAY, 0, BY_POST), SaleFact(2, 2, BIRTHDAY, 0, Channel.EMAIL.bit)]
    by_post, by_mail = Planner(rule, date(2026, 3, 1), WEEKDAYS, cards).batch(facts, {})
    assert by_post.touches[0].last == date(2026, 3, 31)
    assert by_mail.touches[0].last == date(2026, 4, 7)
    assert next(Planner(rule, date(2026, 3, 1), WEEKDAYS).batch(facts, {})).touches[0].last == date(2026, 4, 7)
