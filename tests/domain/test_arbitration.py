"""Touches that come too close: never over the cap, one reason each, and the higher priority never loses."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.arbitration import (
    Because,
    Cap,
    Claim,
    Outcome,
    PastContact,
    Policy,
    Ruling,
    arbitrate,
)
from afterword.domain.channel import Channel
from afterword.domain.contact import Purpose
from afterword.domain.opening import OpenDays

TODAY = date(2026, 3, 2)
ALWAYS = OpenDays()


def day(n: int) -> date:
    return TODAY + timedelta(days=n)


def claim(number: int, wanted: int = 0, first: int = 0, last: int = 6, **more: object) -> Claim:
    values: dict[str, object] = {"customer_id": 1, "purpose": Purpose.CARE, "channel": Channel.EMAIL} | more
    return Claim(id=number, first=day(first), last=day(last), day=day(wanted), **values)  # type: ignore[arg-type]


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    made = []
    for n in range(draw(st.integers(0, 9))):
        first = draw(st.integers(-3, 6))
        last = first + draw(st.integers(0, 7))
        made.append(
            claim(
                n,
                draw(st.integers(first, last)),
                first,
                last,
                customer_id=draw(st.integers(1, 2)),
                purpose=draw(st.sampled_from(Purpose)),
                channel=draw(st.sampled_from((Channel.EMAIL, Channel.PHONE))),
                priority=draw(st.integers(0, 2)),
                group_id=draw(st.sampled_from((None, 7))),
                topic=draw(st.sampled_from(("", "", "christmas"))),
                fixed=draw(st.integers(0, 9)) == 0,
            )
        )
    return made


pasts = st.lists(
    st.builds(
        PastContact,
        customer_id=st.integers(1, 2),
        purpose=st.sampled_from(Purpose),
        channel=st.sampled_from((Channel.EMAIL, Channel.PHONE)),
        day=st.integers(-8, 0).map(day),
        group_id=st.sampled_from((None, 7)),
        topic=st.sampled_from(("", "", "christmas")),
    ),
    max_size=4,
)
caps = st.builds(
    Cap,
    st.integers(0, 3),
    st.integers(1, 8),
    st.sampled_from((None, Purpose.CARE, Purpose.PROMOTION)),
    st.sampled_from((None, Channel.EMAIL, Channel.PHONE)),
)
policies = st.builds(Policy, st.lists(caps, max_size=3).map(tuple), st.integers(0, 3))
openings = st.builds(OpenDays, st.frozensets(st.integers(0, 6), min_size=3))


def broken(
    policy: Policy, happened: list[tuple[PastContact | Claim, date]], customer: int, *, about: tuple[Purpose, Channel]
) -> bool:
    """The oracle: whether any stretch of days that a cap speaks of, and that concerns `about`, holds too many."""
    rules = [*policy.caps, *([Cap(1, policy.apart_days)] if policy.apart_days else [])]
    for rule in rules:
        if rule.purpose not in (None, about[0]) or rule.channel not in (None, about[1]):
            continue
        counted = [
            when
            for one, when in happened
            if one.customer_id == customer
            and one.purpose is not Purpose.TRANSACTIONAL
            and rule.purpose in (None, one.purpose)
            and rule.channel in (None, one.channel)
        ]
        for start in range(-30, 40):
            if sum(day(start) <= when < day(start + rule.days) for when in counted) > rule.most:
                return True
    return False


@given(claims(), pasts, policies, openings)
def test_nobody_hears_more_often_than_the_caps_allow(
    asked: list[Claim], past: list[PastContact], policy: Policy, opening: OpenDays
) -> None:
    rulings = arbitrate(asked, past, policy, TODAY, opening)
    happened: list[tuple[PastContact | Claim, date]] = [(one, one.day) for one in past]
    fixed = [(one, one.day) for one in asked if one.fixed]
    granted = [(one, when) for one in asked if not one.fixed and (when := rulings[one.id].day) is not None]
    for one, _ in granted:
        if one.purpose is not Purpose.TRANSACTIONAL:
            # What had happened or was fixed may break a cap by itself; then nothing of ours may be near it.
            others = [entry for entry in granted if entry[0] != one]
            about = (one.purpose, one.channel)
            if not broken(policy, [*happened, *fixed, *others], one.customer_id, about=about):
                assert not broken(policy, [*happened, *fixed, *granted], one.customer_id, about=about)


@given(claims(), policies, openings)
def test_without_a_past_no_cap_is_ever_broken(asked: list[Claim], policy: Policy, opening: OpenDays) -> None:
    free = [replace(one, fixed=False) for one in asked]
    rulings = arbitrate(free, [], policy, TODAY, opening)
    granted: list[tuple[PastContact | Claim, date]] = [
        (one, when) for one in free if (when := rulings[one.id].day) is not None
    ]
    for customer in (1, 2):
        for purpose in (Purpose.CARE, Purpose.PROMOTION):
            for channel in (Channel.EMAIL, Channel.PHONE):
                assert not broken(policy, granted, customer, about=(purpose, channel))


@given(claims(), pasts, policies, openings)
def test_nothing_leaves_its_window_and_each_ruling_has_one_reason_or_needs_none(
    asked: list[Claim], past: list[PastContact], policy: Policy, opening: OpenDays
) -> None:
    rulings = arbitrate(asked, past, policy, TODAY, opening)
    assert rulings.keys() == {one.id for one in asked}
    for one in asked:
        ruling = rulings[one.id]
        assert (ruling.because is None) == (ruling.outcome is Outcome.STAYS)
        assert (ruling.day is None) == (ruling.outcome is Outcome.GIVES_WAY)
        assert (ruling.day == one.day) == (ruling.outcome is Outcome.STAYS)
        assert (ruling.cap is not None) == (ruling.because is Because.CAP)
        if ruling.day is not None and not one.fixed:
            assert max(TODAY, one.first) <= ruling.day <= one.last
            assert opening.is_open(ruling.day)
        if one.fixed:
            assert ruling.outcome is Outcome.STAYS


@given(claims(), pasts, policies, openings, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(
    asked: list[Claim], past: list[PastContact], policy: Policy, opening: OpenDays, random: Random
) -> None:
    rulings = arbitrate(asked, past, policy, TODAY, opening)
    random.shuffle(asked)
    random.shuffle(past)
    assert arbitrate(asked, past, policy, TODAY, opening) == rulings


@given(claims(), pasts, policies, openings)
def test_a_claim_is_ruled_on_as_if_the_lower_ones_did_not_exist(
    asked: list[Claim], past: list[PastContact], policy: Policy, opening: OpenDays
) -> None:
    rulings = arbitrate(asked, past, policy, TODAY, opening)
    for one in asked:
        higher = [other for other in asked if other.fixed or other.priority >= one.priority]
        assert arbitrate(higher, past, policy, TODAY, opening)[one.id] == rulings[one.id]
        winner = next((other for other in asked if other.id == rulings[one.id].winner_id), None)
        assert winner is None or winner.fixed or winner.priority >= one.priority


@given(claims(), pasts, policies, openings)
def test_nobody_gives_way_who_could_have_had_a_day(
    asked: list[Claim], past: list[PastContact], policy: Policy, opening: OpenDays
) -> None:
    rulings = arbitrate(asked, past, policy, TODAY, opening)
    granted: list[tuple[PastContact | Claim, date]] = [(one, one.day) for one in past]
    granted += [(one, when) for one in asked if (when := rulings[one.id].day) is not None]
    for one in asked:
        if rulings[one.id].outcome is not Outcome.GIVES_WAY or rulings[one.id].because is Because.SAME_THING:
            continue
        for n in range(-5, 20):
            if max(TODAY, one.first) <= day(n) <= one.last and opening.is_open(day(n)):
                assert broken(policy, [*granted, (one, day(n))], one.customer_id, about=(one.purpose, one.channel))


@given(claims(), pasts, policies)
def test_a_household_hears_of_one_thing_once(asked: list[Claim], past: list[PastContact], policy: Policy) -> None:
    free = [replace(one, fixed=False, topic="christmas", group_id=7) for one in asked]
    rulings = arbitrate(free, past, policy, TODAY, ALWAYS)
    granted = [one for one in free if rulings[one.id].day is not None]
    told = any(one.topic == "christmas" and one.group_id == 7 for one in past)
    assert len(granted) <= (0 if told else 1)


def test_the_lower_priority_moves_to_the_nearest_later_day() -> None:
    rulings = arbitrate([claim(1, 3, priority=1), claim(2, 3)], [], Policy(), TODAY, ALWAYS)
    assert rulings[1] == Ruling(1, Outcome.STAYS, day(3))
    assert rulings[2] == Ruling(2, Outcome.MOVES, day(4), Because.TOO_CLOSE, 1)


def test_it_moves_earlier_where_nothing_later_is_free_and_gives_way_where_nothing_is() -> None:
    asked = [claim(1, 3, priority=2), claim(2, 3, 1, 3), claim(3, 3, 3, 3)]
    rulings = arbitrate(asked, [], Policy(apart_days=2), TODAY, ALWAYS)
    assert rulings[2] == Ruling(2, Outcome.MOVES, day(1), Because.TOO_CLOSE, 1)
    assert rulings[3] == Ruling(3, Outcome.GIVES_WAY, None, Because.TOO_CLOSE, 1)


def test_what_has_happened_counts_and_a_transaction_does_not() -> None:
    cap = Cap(1, 7, Purpose.PROMOTION)
    past = [PastContact(customer_id=1, purpose=Purpose.PROMOTION, channel=Channel.EMAIL, day=day(-3))]
    asked = [
        claim(1, 0, last=3, purpose=Purpose.PROMOTION),
        claim(2, 1, purpose=Purpose.CARE),
        claim(3, 1, purpose=Purpose.TRANSACTIONAL),
        claim(4, 0, last=9, purpose=Purpose.PROMOTION),
    ]
    rulings = arbitrate(asked, past, Policy((cap,)), TODAY, ALWAYS)
    assert rulings[1] == Ruling(1, Outcome.GIVES_WAY, None, Because.CAP, None, cap)
    assert rulings[2].day == rulings[3].day == day(1)
    assert rulings[4].day == day(4)


def test_two_people_of_one_firm_do_not_get_the_same_letter() -> None:
    asked = [
        claim(1, group_id=7, topic="christmas", channel=Channel.POST, value_minor=5),
        claim(2, customer_id=2, group_id=7, topic="christmas", channel=Channel.POST, value_minor=9),
        claim(3, customer_id=3, group_id=8, topic="christmas", channel=Channel.POST),
    ]
    rulings = arbitrate(asked, [], Policy(), TODAY, ALWAYS)
    assert rulings[1] == Ruling(1, Outcome.GIVES_WAY, None, Because.SAME_THING, 2)
    assert rulings[2].outcome is rulings[3].outcome is Outcome.STAYS


def test_somebody_else_of_the_household_hears_it_if_the_first_cannot() -> None:
    asked = [
        claim(1, last=0, group_id=7, topic="christmas", priority=5),
        claim(2, customer_id=2, group_id=7, topic="christmas"),
    ]
    past = [PastContact(customer_id=1, purpose=Purpose.CARE, channel=Channel.PHONE, day=TODAY)]
    rulings = arbitrate(asked, past, Policy(), TODAY, ALWAYS)
    assert (rulings[1].outcome, rulings[2].outcome) == (Outcome.GIVES_WAY, Outcome.STAYS)


def test_a_day_in_the_past_or_on_a_closed_day_is_moved() -> None:
    weekdays = OpenDays(frozenset(range(5)))
    asked = [claim(1, -2, -2, 5), claim(2, 5, 0, 5, customer_id=2), claim(3, -4, -4, -1, customer_id=3)]
    rulings = arbitrate(asked, [], Policy(), TODAY, weekdays)
    assert rulings[1] == Ruling(1, Outcome.MOVES, day(0), Because.OVER)
    assert rulings[2] == Ruling(2, Outcome.MOVES, day(4), Because.CLOSED)
    assert rulings[3] == Ruling(3, Outcome.GIVES_WAY, None, Because.OVER)


@pytest.mark.parametrize("values", [(-1, 7), (1, 0), (1, 4000)])
def test_a_cap_that_makes_no_sense_is_refused(values: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="cap"):
        Cap(*values)
