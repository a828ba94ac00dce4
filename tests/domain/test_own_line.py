"""The line in one's own hand: where it stands, and what a machine's proposal may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.own_line import (
    LONGEST_LINE,
    LONGEST_PROPOSAL,
    PLACE,
    asks_for_line,
    one_line,
    plain_proposal,
    with_line,
    with_place,
    without_place,
)
from afterword.domain.wording import check_ready, parse

LETTER = "Dear Ann,\n\nthank you for the ring.\n\nRosa"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LETTER, "Dear Ann,\n\nthank you for the ring.\n\nCome by soon.\n\nRosa"),
        (f"Dear Ann,\n\n{PLACE}\n\nRosa", "Dear Ann,\n\nCome by soon.\n\nRosa"),
        ("Thank you. {{personal_line}} Rosa", "Thank you. Come by soon. Rosa"),
        ('Thank you. {{ personal_line | "All the best." }}', "Thank you. Come by soon."),
        ("Thank you.", "Thank you.\n\nCome by soon."),
    ],
)
def test_a_line_stands_in_its_place_or_before_the_closing(before: str, after: str) -> None:
    assert with_line(before, "  Come by \n soon. ") == after
    assert with_line(before, "  ") == before


def test_a_line_that_looks_like_a_pattern_is_put_in_as_it_is() -> None:
    assert with_line(PLACE, r"\1 \g<0> {{ x }}") == r"\1 \g<0> {{ x }}"


@given(st.lists(st.text(alphabet="abc .\n", min_size=1, max_size=20).filter(str.strip), min_size=1, max_size=5))
def test_a_place_can_be_given_and_taken_away_again(paragraphs: list[str]) -> None:
    text = "\n\n".join(" ".join(one.split()) for one in paragraphs)
    asking = with_place(text)
    assert asks_for_line(asking)
    assert parse(asking).required == ("personal_line",)
    assert with_place(asking) == asking
    assert without_place(asking) == text
    assert not asks_for_line(without_place(asking))


def test_a_place_that_nobody_filled_keeps_a_letter_here() -> None:
    assert [problem.code for problem in check_ready("Hello", f"Dear Ann,\n\n{PLACE}\n\nRosa")] != []


@pytest.mark.parametrize(
    ("proposed", "line"),
    [
        ("“I hope the ring still fits.”", "I hope the ring still fits."),
        ("- I hope the ring still fits.", "I hope the ring still fits."),
        ("1. I hope it fits.\n2. Greetings.", "I hope it fits. 2. Greetings."),
        ("See https://evil.example/x?y=1 for more.", "See for more."),
        ("Write to evil@example.com today.", "Write to today."),
        ("Visit evil.com/pay, please.", "Visit please."),
        ("Call <b>now</b> {{ first_name }} **please**.", "Call now first name please."),
        ("[click](http://a.b)", "click"),
        ("", ""),
        ("***", ""),
        ("\x00\u202eHello\u2028there", "Hello there"),
        ("Love 👩‍👩‍👧 to all.", "Love 👩‍👩‍👧 to all."),
    ],
)
def test_a_proposal_is_plain_words(proposed: str, line: str) -> None:
    assert plain_proposal(proposed) == line


def test_a_long_proposal_ends_with_a_sentence() -> None:
    long = "I hope the ring still fits. " + "And so on and on " * 40
    assert plain_proposal(long) == "I hope the ring still fits."
    endless = plain_proposal("word " * 400)
    assert endless.endswith("word…")
    assert len(endless) <= LONGEST_PROPOSAL


@given(st.text(max_size=2000))
def test_no_proposal_can_do_anything_but_be_read(text: str) -> None:
    line = plain_proposal(text)
    assert len(line) <= LONGEST_PROPOSAL
    assert not set(line) & set("{}<>[]|`*_#~^\\\n\r\t\x00")
    assert "://" not in line
    assert plain_proposal(line) == line or len(plain_proposal(line)) <= len(line)
    if line:
        placed = with_line(f"Dear Ann,\n\n{PLACE}\n\nRosa", line)
        assert not asks_for_line(placed)
        parse(placed)


@given(st.text(max_size=2000))
def test_a_typed_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert len(line) <= LONGEST_LINE
    assert len(line.splitlines()) <= 1
    assert one_line(line) == line
