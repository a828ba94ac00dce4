"""A file with anything wrong in it is refused, and the error names the file and the key."""

from __future__ import annotations

from importlib.resources import files

import pytest

from afterword.domain.planning import Offset, Unit
from afterword.domain.re_entry import read_re_entry
from afterword.domain.triggers import SaleMade
from afterword.plans.trades.loading import LANGUAGES, TRADES, UnknownTrade, read_book, trade_book
from afterword.plans.trades.toml_table import BadTradeFile

GOOD = """\
trade = "shop"
language = "en"
currency = "USD"

[[plans]]
slug = "thank-you"
name = "Thank-you"
why = "Thanks every buyer; two minutes each."
trigger = { kind = "sale" }
purpose = "care"
priority = 60
re_entry = "again after 7 days"
stops = ["reply", "opt_out"]

[[plans.steps]]
key = "mail"
name = "Mail"
direction = "after"
opens = 1
closes = 7
unit = "days"
channels = ["email", "post"]
mode = "approve"
minutes = 2
cost_minor = 150
missed = { kind = "skip", within_days = 0 }
email_subject = "Thank you"
email_body = 'Hi {{ first_name | "there" }}'
letter_body = "Hello"
"""


def read(text: str) -> object:
    return read_book(text, file="shop.en.toml", trade="shop", language="en")


def test_a_good_file_becomes_plans() -> None:
    book = read_book(GOOD, file="shop.en.toml", trade="shop", language="en")
    (plan,) = book.plans
    assert plan.trigger == SaleMade()
    assert plan.re_entry == read_re_entry("again after 7 days")
    assert plan.steps[0].offsets == (Offset(1), Offset(7))
    assert plan.steps[0].words.call_script == ""
    assert book.plan("thank-you") is plan


def test_before_counts_back() -> None:
    text = GOOD.replace('"after"', '"before"').replace("opens = 1", "opens = 5").replace("closes = 7", "closes = 2")
    book = read_book(text.replace('"days"', '"weeks"'), file="f", trade="shop", language="en")
    assert book.plans[0].steps[0].offsets == (Offset(-5, Unit.WEEKS), Offset(-2, Unit.WEEKS))


@pytest.mark.parametrize(
    ("good", "bad", "key", "said"),
    [
        ("priority = 60", "priority = 160", "plans.thank-you.priority", "from 0 to 100"),
        ("priority = 60", "priority = true", "plans.thank-you.priority", "whole number"),
        ("priority = 60", "", "plans.thank-you.priority", "missing"),
        ("priority = 60", "priority = 60\npriorty = 6", "plans.thank-you.priorty", "Nothing is called so"),
        ('"care"', '"transactional"', "plans.thank-you.purpose", "“care” or for “promotion”"),
        ('"care"', '"cares"', "plans.thank-you.purpose", "“cares” is not known"),
        ('"again after 7 days"', '"sometimes"', "plans.thank-you.re_entry", "again after 30 days"),
        ('"again after 7 days"', '"again after 0 days"', "plans.thank-you.re_entry", "again after 30 days"),
        ('["reply", "opt_out"]', '["reply", "reply"]', "plans.thank-you.stops", "each once"),
        ('["reply", "opt_out"]', "[]", "plans.thank-you.stops", "at least one"),
        ('["reply", "opt_out"]', '["sulk"]', "plans.thank-you.stops", "“sulk” is not known"),
        ('{ kind = "sale" }', '{ kind = "silence", beyond_rhythm = 0 }', "trigger.kind", "above 0"),
        ('{ kind = "sale" }', '{ kind = "sale", name = "Easter" }', "trigger.kind", "has no “name”"),
        ('{ kind = "sale" }', '{ kind = "sail" }', "trigger.kind", "Did you mean “sale”"),
        ('{ kind = "sale" }', '{ kind = "holiday" }', "trigger.kind", "needs “name”"),
        ('{ kind = "sale" }', '{ kind = "holiday", name = "Xmas" }', "trigger.name", "Christmas, Easter"),
        ('{ kind = "sale" }', '"sale"', "plans.thank-you.trigger", "must be a table"),
        ('slug = "thank-you"', 'slug = "Thank You"', "plans.Thank You.slug", "small letters"),
        ('name = "Thank-you"', 'name = " "', "plans.thank-you.name", "some text"),
        ("closes = 7", "closes = 0", "steps.mail.closes", "closes before it opens"),
        ("opens = 1", "opens = 4000", "steps.mail.opens", "from 0 to 3660"),
        ("cost_minor = 150", "cost_minor = -1", "steps.mail.cost_minor", "whole number"),
        ('["email", "post"]', '["email", "sms"]', "steps.mail.", ""),
        ('["email", "post"]', '["email"]', "steps.mail.letter_body", "Nothing is called so"),
        ('["email", "post"]', '["email", "post", "phone"]', "steps.mail.call_script", "missing"),
        ('{ kind = "skip"', '{ kind = "call"', "steps.mail.call_script", "missing"),
        ('first_name | "there"', "first_name", "steps.mail.email_body", "with a fallback"),
        ("first_name |", "frist_name |", "steps.mail.email_body", "Did you mean “first_name”"),
        ('letter_body = "Hello"', 'letter_body = "Hello {{ oh"', "steps.mail.letter_body", "never closed"),
        ('language = "en"', 'language = "nb"', "language", "as in the file's name"),
        ('trade = "shop"', 'trade = "salon"', "trade", "as in the file's name"),
        ("[[plans.steps]]", "[plans.steps]", "plans.thank-you.steps", "at least one [[steps]]"),
        ("priority = 60", "priority = ", "shop.en.toml", "not TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_file_and_key(good: str, bad: str, key: str, said: str) -> None:
    assert good in GOOD
    with pytest.raises(BadTradeFile) as error:
        read(GOOD.replace(good, bad, 1))
    assert str(error.value).startswith("shop.en.toml")
    assert key in str(error.value)
    assert said in str(error.value)


def test_two_plans_of_one_name_are_refused() -> None:
    plan = GOOD[GOOD.index("[[plans]]") :]
    with pytest.raises(BadTradeFile, match="“thank-you” stands there twice"):
        read(GOOD + "\n" + plan)


def test_postage_without_post_is_refused() -> None:
    text = GOOD.replace('["email", "post"]', '["email"]').replace('letter_body = "Hello"\n', "")
    with pytest.raises(BadTradeFile, match=r"steps\.mail\.cost_minor: Only a step that can go by post"):
        read(text)


def test_steps_stand_in_the_order_in_which_they_happen() -> None:
    step = GOOD[GOOD.index("[[plans.steps]]") :]
    earlier = step.replace('key = "mail"', 'key = "earlier"').replace("opens = 1", "opens = 0")
    with pytest.raises(BadTradeFile, match="“earlier” opens before “mail”"):
        read(GOOD + "\n" + earlier)


def test_a_trade_is_read_once() -> None:
    assert trade_book("shop", "en") is trade_book("shop", "en")


@pytest.mark.parametrize(("trade", "language"), [("bakery", "en"), ("shop", "de"), ("../shop", "en")])
def test_a_trade_or_language_that_is_not_there_is_refused_with_those_that_are(trade: str, language: str) -> None:
    with pytest.raises(UnknownTrade, match=r"shop, jeweller.*Languages: en, nb\."):
        trade_book(trade, language)


def test_each_file_belongs_to_a_trade_and_a_language() -> None:
    stored = {one.name for one in files("afterword.plans.trades").iterdir() if one.name.endswith(".toml")}
    assert stored == {f"{trade}.{language}.toml" for trade in TRADES for language in LANGUAGES}
