"""Each reason has a sentence for what is known, down to nothing."""

from datetime import date

import pytest

from afterword.domain.arbitration import Because
from afterword.domain.giving_way import GAVE_WAY_SENTENCES, GaveWay, gave_way_sentence
from afterword.domain.reasons import places

DAY = date(2026, 5, 3)


@pytest.mark.parametrize("reason", list(GaveWay))
def test_there_is_a_sentence_for_those_who_know_all_and_for_those_who_know_nothing(reason: GaveWay) -> None:
    full = gave_way_sentence(reason, winner="Birthday", day=DAY, other="Per Hansen")
    bare = gave_way_sentence(reason)
    assert "%" not in full + bare
    assert not places(GAVE_WAY_SENTENCES[reason][-1])


def test_the_one_that_came_first_is_named_with_its_day() -> None:
    assert "“Birthday” of 3 May 2026" in gave_way_sentence(GaveWay.TOO_CLOSE, winner="Birthday", day=DAY)
    assert "Per Hansen" in gave_way_sentence(GaveWay.SAME_THING, winner="Birthday", other="Per Hansen")


def test_what_ends_a_touch_by_arbitration_has_its_sentence() -> None:
    assert {Because.TOO_CLOSE, Because.CAP, Because.SAME_THING} <= {str(reason) for reason in GaveWay}
