"""The plans of each trade make sense as plans, and are the same plans in every language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from afterword.domain.channel import Channel
from afterword.domain.contact import Purpose
from afterword.domain.planning import MissedKind, Mode, Unit
from afterword.domain.stopping import StopRule
from afterword.domain.triggers import InquiryMade, ServiceDue, Silence
from afterword.plans.trades.loading import LANGUAGES, TRADES, trade_book
from afterword.plans.trades.trade_plan import Direction, TradeBook, TradePlan, Words
from tests.plans.trades.customers import books

every_book = pytest.mark.parametrize("book", books(), ids=lambda book: f"{book.trade}.{book.language}")


def bare(plan: TradePlan) -> TradePlan:
    """The plan without words, and without costs, which differ with the currency."""
    steps = tuple(replace(step, name="", words=Words(), cost_minor=int(step.cost_minor > 0)) for step in plan.steps)
    return replace(plan, name="", why="", steps=steps)


@pytest.mark.parametrize("trade", TRADES)
def test_a_trade_has_the_same_plans_in_each_language(trade: str) -> None:
    first, *others = (tuple(bare(plan) for plan in trade_book(trade, language).plans) for language in LANGUAGES)
    assert others == [first]


@pytest.mark.parametrize("trade", TRADES)
def test_costs_are_in_the_money_of_the_language(trade: str) -> None:
    currencies = {trade_book(trade, language).currency for language in LANGUAGES}
    assert currencies == {"USD", "NOK"}


@every_book
def test_a_trade_has_four_to_eight_plans_with_names_of_their_own(book: TradeBook) -> None:
    assert 4 <= len(book.plans) <= 8
    assert len({plan.name for plan in book.plans}) == len(book.plans)


@every_book
def test_every_trade_thanks_asks_calls_wins_back_and_keeps_in_touch(book: TradeBook) -> None:
    """A customer who buys is thanked within a week, asked after two to three, and never out of sight."""
    slugs = {plan.slug for plan in book.plans}
    assert {"thank-you", "how-is-it-going", "new-customer-call", "win-back", "keep-in-touch"} <= slugs
    thanks = book.plan("thank-you").steps[0]
    assert thanks.unit in (Unit.DAYS, Unit.BUSINESS_DAYS)
    assert thanks.closes <= 7
    assert 14 <= book.plan("how-is-it-going").steps[0].closes <= 31
    assert book.plan("keep-in-touch").priority == min(plan.priority for plan in book.plans)


@every_book
def test_a_service_is_announced_early_enough_to_arrive_by_post(book: TradeBook) -> None:
    for plan in book.plans:
        if isinstance(plan.trigger, ServiceDue):
            first = plan.steps[0]
            assert first.direction is Direction.BEFORE, plan.slug
            assert first.unit is Unit.DAYS, plan.slug
            assert first.closes >= 14, plan.slug
            assert first.opens - first.closes >= 7, plan.slug
            assert {Channel.EMAIL, Channel.POST} <= set(first.channels), plan.slug
            assert StopRule.BOOKING in plan.stops, plan.slug
            assert plan.purpose is Purpose.CARE, plan.slug


@every_book
def test_no_machine_telephones_and_no_machine_posts(book: TradeBook) -> None:
    for plan in book.plans:
        for step in plan.steps:
            if step.channels[0] is Channel.PHONE:
                assert step.mode is Mode.HAND, f"{plan.slug}.{step.key}"


@every_book
def test_whoever_stops_the_mail_or_complains_is_left_alone(book: TradeBook) -> None:
    for plan in book.plans:
        assert StopRule.OPT_OUT in plan.stops, plan.slug
        if plan.purpose is Purpose.PROMOTION:
            assert StopRule.COMPLAINT in plan.stops, plan.slug
            assert StopRule.PURCHASE in plan.stops or StopRule.BOOKING in plan.stops, plan.slug
        if isinstance(plan.trigger, InquiryMade):
            assert {StopRule.WON, StopRule.LOST, StopRule.REPLY} <= set(plan.stops), plan.slug


@every_book
def test_silence_is_not_answered_with_nagging(book: TradeBook) -> None:
    for plan in book.plans:
        if isinstance(plan.trigger, Silence):
            assert plan.re_entry.after_days >= 60, plan.slug
            assert StopRule.PURCHASE in plan.stops, plan.slug


@every_book
def test_a_late_call_has_words(book: TradeBook) -> None:
    for plan in book.plans:
        for step in plan.steps:
            if step.missed.kind is MissedKind.CALL:
                assert step.words.call_script, f"{plan.slug}.{step.key}"


@every_book
def test_care_in_person_costs_minutes_and_a_card_costs_money(book: TradeBook) -> None:
    for plan in book.plans:
        for step in plan.steps:
            where = f"{plan.slug}.{step.key}"
            assert (step.cost_minor > 0) == (Channel.POST in step.channels), where
            assert step.minutes > 0 or step.mode is Mode.AUTOMATIC, where
