"""A line by hand, and the same words to many, for who works without a screen."""

from __future__ import annotations

import json
from typing import Any

import pytest

from afterword.followups.drafts import render
from afterword.followups.guarding.settled import settle_limit
from afterword.followups.models import FollowUp, Message, Template
from afterword.ops.cli import main
from tests.setting.shop import Shop


@pytest.fixture
def owed(shop: Shop) -> FollowUp:
    ann = shop.customer()
    return shop.owed(ann, shop.sale(ann, "silver ring"))


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main([*words, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main([*words]) != 0
    return capsys.readouterr().err


def test_a_line_is_written_and_the_letter_approved(
    shop: Shop, owed: FollowUp, capsys: pytest.CaptureFixture[str]
) -> None:
    asking = shop.template.email_body.replace("{{ signature }}", "{{ personal_line }}\n\n{{ signature }}")
    Template.objects.filter(pk=shop.template.pk).update(email_body=asking)
    assert "one line in your own hand" in refused(capsys, "approve", str(owed.pk))
    assert told(capsys, "approve", str(owed.pk), "--line", "It suits you.")["approved"] == [owed.pk]
    assert "It suits you." in render([owed.pk])[owed.pk].body


def test_a_line_is_for_one_letter(owed: FollowUp, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ["--all-automatic", "--line", "x"],
        [str(owed.pk), "99", "--line", "x"],
        [str(owed.pk), "--line", " "],
    ):
        assert "for one letter" in refused(capsys, "approve", *words)
    for number in ("999", str(10**30), "0"):
        assert f"There is no follow-up {number} here." in refused(capsys, "approve", number, "--line", "x")
    assert not Message.objects.exists()


def test_the_same_words_to_many_are_named_and_leave(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    settle_limit(most=1, days=7)
    people = [shop.customer(f"Ann{number}") for number in range(3)]
    ids = [shop.owed(one, shop.sale(one, "silver ring")).pk for one in people]
    found = told(capsys, "approve", "--all-automatic")
    assert (found["approved"], found["word_for_word"]) == (ids, [{"wording": "Thank-you", "people": 3}])


def test_a_no_reply_address_is_refused_at_the_start(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    place = ("--timezone", "Europe/Oslo", "--country", "NO", "--currency", "NOK")
    said = refused(capsys, "init", "--business", "Frames", *place, "--owner", "no-reply@frames.example")
    assert "Use an address that somebody reads." in said
