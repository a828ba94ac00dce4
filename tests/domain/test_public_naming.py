"""Nobody is named in public without their own yes to just that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.consenting import consent_for
from afterword.domain.contact import Consent, Purpose

SAID = st.lists(
    st.tuples(st.sampled_from(["", "all", "any", "care", "promotion", "public"]), st.booleans()), max_size=8
)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ([], Consent.UNKNOWN),
        ([("all", True)], Consent.UNKNOWN),
        ([("care", True), ("promotion", True)], Consent.UNKNOWN),
        ([("public", True)], Consent.GRANTED),
        ([("public", True), ("all", True)], Consent.GRANTED),
        ([("public", True), ("all", False)], Consent.REFUSED),
        ([("public", True), ("public", False)], Consent.REFUSED),
        ([("public", False), ("all", True)], Consent.REFUSED),
        ([("all", False), ("public", True)], Consent.GRANTED),
    ],
)
def test_only_a_yes_to_just_that_counts(said: list[tuple[str, bool]], answer: Consent) -> None:
    assert consent_for(said, Purpose.PUBLIC) is answer


@given(SAID)
def test_a_yes_in_public_was_said_and_no_later_no(said: list[tuple[str, bool]]) -> None:
    if consent_for(said, Purpose.PUBLIC) is Consent.GRANTED:
        last = max(at for at, one in enumerate(said) if one == ("public", True))
        assert not any(not granted and about in ("", "all", "any", "public") for about, granted in said[last:])


@given(SAID, st.sampled_from([Purpose.CARE, Purpose.PROMOTION]))
def test_a_word_about_the_public_is_none_about_letters(said: list[tuple[str, bool]], purpose: Purpose) -> None:
    without = [one for one in said if one[0] != "public"]
    assert consent_for(said, purpose) is consent_for(without, purpose)
