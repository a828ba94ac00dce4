"""What is the user's to mend, as a sentence."""

from __future__ import annotations

from datetime import date

from afterword.domain.trouble import Trouble


def test_values_stand_in_the_sentence_and_beside_it() -> None:
    trouble = Trouble("Choose a day after %(day)s.", day=date(2026, 5, 1))
    assert str(trouble) == "Choose a day after 2026-05-01."
    assert (trouble.sentence, trouble.values) == ("Choose a day after %(day)s.", {"day": date(2026, 5, 1)})


def test_a_sentence_without_values_may_hold_a_percent_sign() -> None:
    assert str(Trouble("100% of it.")) == "100% of it."
