"""What counts as the same text, and when it goes to too many."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.word_for_word import Limit, is_same_text, most_within, words_alone

MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Dear {{ first_name }}, thank you.", 'Dear {{ full_name | "friend" }}, thank you.', True),
        ("Thank you!", "thank  you", True),
        ("Thank you for the {{ product }}.", "Thank you for the.", True),
        ("Thank you.", "Thank you again.", False),
        ("Thank you.", "", False),
        ("Takk, og på gjensyn", "Takk og PÅ GJENSYN!", True),
        ("你好", "你好。", True),
    ],
)
def test_the_same_text_has_the_same_words_whatever_is_filled_in(one: str, other: str, same: bool) -> None:
    assert is_same_text(one, other) is same


@given(st.text(max_size=300))
def test_the_words_alone_stay_as_they_are(text: str) -> None:
    assert words_alone(words_alone(text)) == words_alone(text)


@pytest.mark.parametrize(
    ("limit", "people", "too_many"),
    [
        (Limit(), 20, False),
        (Limit(), 21, True),
        (Limit(most=0), 1, True),
        (Limit(most=0), 0, False),
        (Limit(most=None), 1_000_000, False),
    ],
)
def test_more_than_the_limit_is_too_many(limit: Limit, people: int, too_many: bool) -> None:
    assert limit.is_exceeded(people) is too_many


@given(st.dictionaries(st.integers(0, 60), st.integers(1, 9), max_size=30), st.integers(1, 20))
def test_the_most_within_some_days_is_what_counting_by_hand_finds(offsets: dict[int, int], length: int) -> None:
    people = {MONDAY + timedelta(days=offset): count for offset, count in offsets.items()}
    by_hand = max(
        (sum(people.get(first + timedelta(days=after), 0) for after in range(length)) for first in people), default=0
    )
    assert most_within(people, length) == by_hand
