"""STOP, START and HELP are understood when they are all that somebody wrote, and never within other words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.inbound.text_words import Asks, asks_for


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        *(
            (word, Asks.STOP)
            for word in ("STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "STOPP", "Stop all")
        ),
        *((word, Asks.START) for word in ("START", "UNSTOP", "Start.")),
        *((word, Asks.HELP) for word in ("HELP", "help?", "Hjelp!", "INFO")),
        (" stop! ", Asks.STOP),
        ("“Stop”", Asks.STOP),
        ("ＳＴＯＰ", Asks.STOP),
        ("stop\n", Asks.STOP),
        ("🛑 stop", Asks.STOP),
        ("stop by on Friday?", Asks.NOTHING),
        ("please don't stop", Asks.NOTHING),
        ("Can you help me with the frame?", Asks.NOTHING),
        ("When do you start?", Asks.NOTHING),
        ("end of June suits me", Asks.NOTHING),
        ("nonstop", Asks.NOTHING),
        ("s t o p", Asks.NOTHING),
        ("", Asks.NOTHING),
        ("🙂", Asks.NOTHING),
        ("STOP" + " " * 60, Asks.NOTHING),
    ],
)
def test_what_a_text_asks_for(words: str, asks: Asks) -> None:
    assert asks_for(words) is asks


@given(st.sampled_from(["stop", "Stopp", "UNSUBSCRIBE", "cancel"]), st.sampled_from(["", "!", "...", " ", "\n", "?!"]))
def test_marks_around_it_change_nothing(word: str, marks: str) -> None:
    assert asks_for(f"{marks}{word.upper()}{marks}") is Asks.STOP


@given(st.text(max_size=60))
def test_whatever_comes_is_one_of_the_four(words: str) -> None:
    assert asks_for(words) in set(Asks)


@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=8))
def test_another_word_beside_it_makes_it_a_reply(other: str) -> None:
    assert asks_for(f"stop {other} {other}x") is Asks.NOTHING
