"""Every reason and every state says one sentence in the owner's words."""

from datetime import UTC, date, datetime

import pytest

from afterword.domain import channel as channels
from afterword.domain.channel import Channel
from afterword.domain.contact import Reason
from afterword.domain.reasons import (
    BY_CHANNEL,
    MESSAGE_IDS,
    REASON_SENTENCES,
    STATE_SENTENCES,
    TouchState,
    english_day,
    places,
    sentence,
    state_sentence,
)

EVERYTHING = {
    "name": "Ann Berg",
    "day": date(2019, 5, 3),
    "until_day": date(2019, 5, 6),
    "channel": Channel.EMAIL,
    "address": "ann@example.org",
    "plan": "Thank-you",
    "account": "post@example.org",
    "gone": "merged",
    "member": "Tom",
    "why": "she called first",
}
OURS = ("suppress", "enroll", "anchor", "claimed", "payload", "null", "none", "segment", "window", "queue")


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_one_sentence_with_all_facts_and_with_none(reason: Reason) -> None:
    for said in (sentence(reason, **EVERYTHING), sentence(reason)):
        assert_reads_well(said)


@pytest.mark.parametrize("state", TouchState)
def test_every_state_is_one_sentence_with_all_facts_and_with_none(state: TouchState) -> None:
    for said in (state_sentence(state, **EVERYTHING), state_sentence(state)):
        assert_reads_well(said)


def assert_reads_well(said: str) -> None:
    assert said[0].isupper()
    assert "%" not in said
    assert "  " not in said
    assert said[-1] in ".?" or said.endswith("she called first")
    assert not [word for word in OURS if word in said.lower()]


@pytest.mark.parametrize("sentences", [*REASON_SENTENCES.values(), *STATE_SENTENCES.values()])
def test_every_list_of_sentences_ends_with_one_that_needs_no_fact(sentences: tuple[str, ...]) -> None:
    assert places(sentences[-1]) == ()
    needs = [len(places(one)) for one in sentences]
    assert needs == sorted(needs, reverse=True)


def test_all_places_are_known_and_all_sentences_can_be_translated() -> None:
    known = {*EVERYTHING, "by_channel"}
    for one in MESSAGE_IDS:
        assert set(places(one)) <= known
    assert set(REASON_SENTENCES) == set(Reason)
    assert set(STATE_SENTENCES) == set(TouchState)
    assert set(BY_CHANNEL) == set(channels.OURS)


def test_the_fullest_sentence_that_the_facts_allow_is_said() -> None:
    said = sentence(Reason.SUPPRESSED, name="She", channel="email", day=date(2019, 5, 3))
    assert said == "She asked not to be contacted by e-mail on 3 May 2019."
    assert sentence(Reason.SUPPRESSED, name="She", channel="email") == "She asked not to be contacted by e-mail."
    assert sentence(Reason.SUPPRESSED, name="", channel=None) == "This customer asked not to be contacted."


def test_a_face_brings_its_own_language_and_dates() -> None:
    norwegian = {
        "%(name)s asked not to be contacted %(by_channel)s on %(day)s.": "%(name)s bad %(day)s om ro %(by_channel)s.",
        "by e-mail": "på e-post",
    }
    said = sentence(
        Reason.SUPPRESSED,
        translate=lambda text: norwegian.get(text, text),
        show_day=lambda day: f"{day:%d.%m.%Y}",
        name="Ann",
        channel=Channel.EMAIL,
        day=datetime(2019, 5, 3, 12, tzinfo=UTC),
    )
    assert said == "Ann bad 03.05.2019 om ro på e-post."


def test_a_value_with_percent_signs_is_only_a_value() -> None:
    assert sentence(Reason.PLAN_OFF, plan="20 % off %(name)s") == "The plan “20 % off %(name)s” is switched off."


def test_an_unknown_way_of_being_gone_is_left_out() -> None:
    assert sentence(Reason.CUSTOMER_GONE, name="Ann", gone="abducted") == (
        "This customer's record was merged, erased or closed."
    )


def test_days_are_written_without_leading_zeros() -> None:
    assert [english_day(date(2024, month, month)) for month in (1, 12)] == ["1 January 2024", "12 December 2024"]
