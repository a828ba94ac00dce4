"""A short message says from whom it is and how to hear no more, once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.texting import finished

STOP = "Reply STOP to stop."


@pytest.mark.parametrize(
    ("text", "way_out", "leaves"),
    [
        ("Thank you!", "", "Rosa: Thank you!"),
        ("Thank you! Rosa", "", "Thank you! Rosa"),
        ("Thank you, yours rosa", STOP, "Thank you, yours rosa Reply STOP to stop."),
        ("Rosa here. Reply STOP to stop.", STOP, "Rosa here. Reply STOP to stop."),
        ("  Rosa\n\n\n\nhere \t now ", STOP, "Rosa\n\nhere now\nReply STOP to stop."),
    ],
)
def test_the_sender_and_the_way_out_are_said_where_they_are_missing(text: str, way_out: str, leaves: str) -> None:
    assert finished(text, sender="Rosa", way_out=way_out) == leaves


@given(st.text(max_size=200), st.sampled_from(["", STOP]))
def test_finishing_twice_changes_nothing(text: str, way_out: str) -> None:
    once = finished(text, sender="Rosa's flowers", way_out=way_out)
    assert finished(once, sender="Rosa's flowers", way_out=way_out) == once
