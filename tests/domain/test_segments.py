"""Texts are counted as the telephone network counts them, and cut where nothing breaks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.segments import BASIC, EXTENDED, count, pieces

GSM = st.text(st.sampled_from(sorted(BASIC | EXTENDED)), max_size=700)
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=400) | GSM


@pytest.mark.parametrize(
    ("text", "places", "number", "left", "is_wide"),
    [
        ("", 0, 0, 160, False),
        ("a" * 160, 160, 1, 0, False),
        ("a" * 161, 161, 2, 145, False),
        ("a" * 306, 306, 2, 0, False),
        ("a" * 307, 307, 3, 152, False),
        ("€" * 80, 160, 1, 0, False),
        ("€" * 81, 162, 2, 143, False),  # 76 in a piece of 153: the 77th would be torn
        ("a" * 152 + "€" * 5, 162, 2, 143, False),
        ("Hei på deg, ære være Ørjan!", 27, 1, 133, False),
        ("“quoted”", 8, 1, 62, True),
        ("ж" * 70, 70, 1, 0, True),
        ("ж" * 71, 71, 2, 63, True),
        ("🌻" * 35, 70, 1, 0, True),
        ("🌻" * 36, 72, 2, 61, True),  # 33 in a piece of 67: the 34th would be torn
    ],
)
def test_the_count_is_that_of_the_standard(text: str, places: int, number: int, left: int, is_wide: bool) -> None:
    told = count(text)
    assert (told.places, told.pieces, told.left, told.is_wide) == (places, number, left, is_wide)


def test_the_alphabet_has_its_127_signs_beside_the_escape() -> None:
    assert len(BASIC) == 127
    assert len(EXTENDED) == 10
    assert not BASIC & EXTENDED


def test_what_makes_a_text_wide_is_named_once_in_its_order() -> None:
    assert count("a “b” – c”").wide_ones == ("“", "”", "–")


@given(ANY)
def test_nothing_is_lost_and_no_piece_is_too_long_or_torn(text: str) -> None:
    parts = pieces(text)
    told = count(text)
    assert "".join(parts) == text
    assert len(parts) == told.pieces
    assert all(parts)
    if len(parts) > 1:
        most = 67 if told.is_wide else 153
        sizes = [_independent(part, is_wide=told.is_wide) for part in parts]
        assert all(size <= most for size in sizes)
        assert told.left == most - sizes[-1]
        # Nothing smaller would do: the next sign did not fit.
        for part, following in pairwise(parts):
            assert _independent(part + following[0], is_wide=told.is_wide) > most
    else:
        assert _independent(text, is_wide=told.is_wide) <= (70 if told.is_wide else 160)


@given(GSM, GSM)
def test_more_words_never_take_fewer_pieces(text: str, more: str) -> None:
    assert count(text + more).pieces >= count(text).pieces


def _independent(text: str, *, is_wide: bool) -> int:
    """By another way: bytes of UTF-16, or the escapes written out."""
    if is_wide:
        return len(text.encode("utf-16-be")) // 2
    return len("".join(f"\x1b{sign}" if sign in EXTENDED else sign for sign in text))
