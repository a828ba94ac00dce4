"""Touches on days: in their windows, in the members' minutes, level, with who knows the customer, and quickly."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.channel import Channel
from afterword.domain.composing import (
    Calendar,
    Composition,
    Misfit,
    OpenTouch,
    Place,
    as_mail,
    compose,
    compose_day,
)
from afterword.domain.opening import OpenDays
from afterword.domain.shortfall import Way, shortfalls

MONDAY = date(2026, 3, 2)
WEEKDAYS = OpenDays(frozenset(range(5)))
ALWAYS = OpenDays()
ROSA, TOM = 1, 2


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


def calendar(*, days: int = 7, opening: OpenDays = ALWAYS, **minutes: int) -> Calendar:
    """A calendar from Monday on: rosa and tom with the same minutes each day."""
    members = {"rosa": ROSA, "tom": TOM}
    return Calendar(
        MONDAY,
        day(days - 1),
        {members[name]: {day(n): each for n in range(days)} for name, each in minutes.items()},
        opening,
    )


def touch(number: int, first: int, last: int, minutes: int = 10, **more: object) -> OpenTouch:
    return OpenTouch(
        id=number,
        customer_id=number,
        first=day(first),
        last=day(last),
        minutes=minutes,
        **more,  # type: ignore[arg-type]
    )


def check(touches: list[OpenTouch], cal: Calendar, composition: Composition) -> None:
    """Each touch has one place or one reason; places are right."""
    assert set(composition.placed) | set(composition.misfits) == {one.id for one in touches}
    assert not set(composition.placed) & set(composition.misfits)
    used: Counter[tuple[int, date]] = Counter()
    for one in touches:
        place = composition.placed.get(one.id)
        if place is None:
            continue
        assert max(one.first, cal.today) <= place.day <= one.last
        assert cal.opening.is_open(place.day)
        if one.minutes > 0:
            assert place.member_id is not None
            used[place.member_id, place.day] += one.minutes
    for (member, when), minutes in used.items():
        assert minutes <= cal.minutes[member].get(when, 0)


@st.composite
def situations(draw: st.DrawFn) -> tuple[list[OpenTouch], Calendar]:
    days = draw(st.integers(1, 12))
    minutes = {member: {day(n): draw(st.sampled_from((0, 15, 30, 60))) for n in range(days)} for member in (ROSA, TOM)}
    opening = OpenDays(draw(st.frozensets(st.integers(0, 6))), draw(st.frozensets(st.sampled_from([day(1), day(4)]))))
    touches = []
    for n in range(draw(st.integers(0, 14))):
        first = draw(st.integers(-5, 14))
        touches.append(
            touch(
                n,
                first,
                first + draw(st.integers(0, 9)),
                draw(st.sampled_from((0, 5, 10, 15, 40, 90))),
                priority=draw(st.integers(0, 2)),
                value_minor=draw(st.integers(0, 3)),
                member_preferred=draw(st.sampled_from((None, ROSA, TOM, 99))),
                instead_minutes=draw(st.sampled_from((None, 0, 2))),
                step=draw(st.sampled_from(("in_use", "thanks"))),
            )
        )
    return touches, Calendar(MONDAY, day(days - 1), minutes, opening)


@given(situations(), st.randoms(use_true_random=False))
def test_every_touch_has_a_right_place_or_one_reason_whatever_the_order(
    situation: tuple[list[OpenTouch], Calendar], random: Random
) -> None:
    touches, cal = situation
    composition = compose(touches, cal)
    check(touches, cal, composition)
    shuffled = list(touches)
    random.shuffle(shuffled)
    assert compose(shuffled, cal) == composition


@given(situations())
def test_the_reason_is_true(situation: tuple[list[OpenTouch], Calendar]) -> None:
    touches, cal = situation
    for one in touches:
        reason = compose(touches, cal).misfits.get(one.id)
        window = [d for d in cal.days if one.first <= d <= one.last]
        open_days = [d for d in window if cal.opening.is_open(d)]
        most = max((cal.minutes[m][d] for m in cal.minutes for d in open_days), default=0)
        if reason is Misfit.OVER:
            assert one.last < cal.today
        elif reason is Misfit.LATER:
            assert one.last > cal.until
        elif reason is Misfit.CLOSED:
            assert not open_days
            assert window
        elif reason is Misfit.NOBODY:
            assert open_days
            assert most == 0
        elif reason is Misfit.TOO_LONG:
            assert 0 < most < one.minutes
        elif reason is Misfit.FULL:
            assert most >= one.minutes
            assert compose([one], cal).placed


@given(situations())
def test_composing_again_moves_nothing(situation: tuple[list[OpenTouch], Calendar]) -> None:
    touches, cal = situation
    composition = compose(touches, cal)
    again = compose_day(touches, cal, previous=composition.placed)
    assert {i: again.placed[i] for i in composition.placed if i in again.placed} == composition.placed


@given(situations(), st.integers(1, 3))
def test_the_days_go_by_without_losing_or_doubling_anything(
    situation: tuple[list[OpenTouch], Calendar], later: int
) -> None:
    touches, cal = situation
    if later >= len(cal.days):
        return
    composition = compose(touches, cal)
    tomorrow = replace(cal, today=day(later))
    check(touches, tomorrow, compose_day(touches, tomorrow, previous=composition.placed))


@given(situations())
def test_what_a_person_moved_stays(situation: tuple[list[OpenTouch], Calendar]) -> None:
    touches, cal = situation
    pins = {one.id: Place(cal.until, ROSA) for one in touches[:3]}
    composition = compose_day(touches, cal, previous={}, pinned=pins)
    assert {i: composition.placed[i] for i in pins} == pins
    others = [one for one in touches if one.id not in pins]
    free = {m: dict(by_day) for m, by_day in cal.minutes.items()}
    taken = sum(one.minutes for one in touches[:3])
    free[ROSA][cal.until] = max(0, free[ROSA][cal.until] - taken)
    rest = Composition({i: p for i, p in composition.placed.items() if i not in pins}, composition.misfits, 0)
    check(others, replace(cal, minutes=free), rest)


def test_the_earliest_last_day_goes_first() -> None:
    touches = [touch(1, 0, 3), touch(2, 0, 1), touch(3, 0, 0)]
    composition = compose(touches, calendar(rosa=10, days=4))
    assert [composition.placed[i].day for i in (3, 2, 1)] == [day(0), day(1), day(2)]


def test_a_week_of_equal_windows_is_spread_evenly() -> None:
    touches = [touch(n, 0, 4, 10) for n in range(20)]
    composition = compose(touches, calendar(rosa=240, tom=240, days=5))
    per_day = Counter(place.day for place in composition.placed.values())
    assert per_day == {day(n): 4 for n in range(5)}
    assert Counter(place.member_id for place in composition.placed.values()) == {ROSA: 10, TOM: 10}


def test_closed_days_holidays_and_absences_are_left_free() -> None:
    cal = calendar(rosa=30, days=8, opening=OpenDays(frozenset(range(5)), frozenset({day(1)})))
    cal = replace(cal, minutes={ROSA: {**cal.minutes[ROSA], day(2): 0}})
    composition = compose([touch(n, 0, 7, 10) for n in range(12)], cal)
    assert {place.day for place in composition.placed.values()} == {day(0), day(3), day(4), day(7)}


def test_who_knows_the_customer_does_it_even_if_that_is_another_day() -> None:
    cal = calendar(rosa=60, tom=60, days=5)
    cal = replace(cal, minutes={ROSA: {day(3): 60}, TOM: cal.minutes[TOM]})
    composition = compose([touch(1, 0, 4, member_preferred=ROSA), touch(2, 0, 4, member_preferred=TOM)], cal)
    assert composition.placed[1] == Place(day(3), ROSA)
    assert composition.placed[2].member_id == TOM


def test_somebody_else_does_it_rather_than_nobody() -> None:
    cal = calendar(rosa=10, tom=10, days=1)
    composition = compose([touch(n, 0, 0, member_preferred=ROSA) for n in (1, 2)], cal)
    assert {place.member_id for place in composition.placed.values()} == {ROSA, TOM}


def test_somebody_without_a_wish_makes_way_for_somebody_with_one() -> None:
    composition = compose([touch(1, 0, 0), touch(2, 0, 0, member_preferred=ROSA)], calendar(rosa=10, tom=10, days=1))
    assert composition.placed == {1: Place(day(0), TOM), 2: Place(day(0), ROSA)}


def test_a_member_who_now_has_less_time_keeps_what_is_due_first() -> None:
    touches = [touch(1, 0, 4, 20), touch(2, 0, 0, 20), touch(3, 0, 4, 20)]
    previous = {n: Place(day(0), ROSA) for n in (1, 2, 3)}
    composition = compose_day(touches, calendar(rosa=20, tom=20, days=5), previous=previous)
    check(touches, calendar(rosa=20, tom=20, days=5), composition)
    assert composition.placed[2] == Place(day(0), ROSA)
    assert set(composition.placed) == {1, 2, 3}


@pytest.mark.parametrize(
    ("each", "lengths"), [(17, (7, 4, 9, 4, 3, 7)), (15, (1, 1, 10, 2, 4, 2, 3, 7)), (9, (3, 3, 3, 4, 5))]
)
def test_a_day_that_fits_to_the_minute_is_composed(each: int, lengths: tuple[int, ...]) -> None:
    """Two members full to the last minute, where neither the sweep nor moving things about finds how."""
    touches = [touch(n, 0, 0, minutes) for n, minutes in enumerate(lengths)]
    assert compose(touches, calendar(rosa=each, tom=each, days=1)).misfits == {}


def test_the_higher_priority_and_then_the_higher_value_stays() -> None:
    touches = [
        touch(1, 0, 0, priority=1, value_minor=900),
        touch(2, 0, 0, priority=2, value_minor=5),
        touch(3, 0, 0, priority=1, value_minor=901),
        touch(4, 0, 2, priority=0),
    ]
    composition = compose(touches, calendar(rosa=20, days=1))
    assert composition.placed.keys() == {2, 3}
    assert composition.misfits == {1: Misfit.FULL, 4: Misfit.LATER}
    assert composition.least_minutes_late == 10


def test_what_can_wait_gives_way_to_what_cannot_but_begins_early() -> None:
    touches = [touch(n, 0, 1) for n in range(4)] + [touch(n, 0, 19) for n in range(10, 30)]
    composition = compose(touches, calendar(rosa=60, days=10))
    assert {0, 1, 2, 3} <= composition.placed.keys()
    begun = [i for i in composition.placed if i >= 10]
    assert 9 <= len(begun) <= 12  # half of the window, half of the work
    assert all(composition.misfits[i] is Misfit.LATER for i in range(10, 30) if i not in begun)


def test_a_touch_of_the_machine_needs_no_member() -> None:
    assert compose([touch(1, -3, 2, 0)], calendar(days=2)).placed == {1: Place(day(0), None)}


def test_a_day_without_anybody_at_all() -> None:
    assert compose([touch(1, 0, 1)], calendar(days=2)).misfits == {1: Misfit.NOBODY}
    assert compose([], calendar(days=2)) == Composition({}, {}, 0)


def test_a_horizon_of_years_is_refused() -> None:
    with pytest.raises(ValueError, match="at most"):
        Calendar(MONDAY, day(5000), {}, ALWAYS)
    with pytest.raises(ValueError, match="at least today"):
        Calendar(MONDAY, day(-1), {}, ALWAYS)


def test_a_short_week_is_told_before_it_comes() -> None:
    calls = [
        touch(n, 7, 11, 20, channel=Channel.PHONE, step="in_use", instead_minutes=2 if n < 6 else None)
        for n in range(12)
    ]
    cal = calendar(rosa=20, days=21, opening=WEEKDAYS)
    composition = compose(calls, cal)
    [week] = shortfalls(calls, cal, composition)
    assert (week.monday, week.minutes_short) == (day(7), 140)
    assert [(late.step, late.channel, late.touches, late.minutes) for late in week.late] == [
        ("in_use", Channel.PHONE, 7, 140)
    ]
    options = {option.way: option for option in week.options}
    assert options[Way.WIDEN].minutes_still_short == 40  # the five days of the week after
    assert options[Way.SKIP].minutes_still_short == 0
    assert Way.SEND_MAILS not in options  # the days are full to the last minute


def test_mails_instead_help_where_they_take_no_time() -> None:
    calls = [touch(n, 0, 0, 20, channel=Channel.PHONE, instead_minutes=0 if n % 2 else None) for n in range(4)]
    cal = calendar(rosa=20, days=1)
    [week] = shortfalls(calls, cal, compose(calls, cal))
    assert week.minutes_short == 60
    mails = next(option for option in week.options if option.way is Way.SEND_MAILS)
    assert mails.touch_ids == (1, 3)
    assert mails.minutes_still_short == 20
    assert as_mail(calls[1]).channel is Channel.EMAIL


@given(situations())
def test_a_week_that_is_told_short_names_exactly_what_has_no_day(situation: tuple[list[OpenTouch], Calendar]) -> None:
    touches, cal = situation
    composition = compose(touches, cal)
    weeks = shortfalls(touches, cal, composition)
    named = [i for week in weeks for i in week.touch_ids]
    wanting = {i for i, why in composition.misfits.items() if why not in (Misfit.OVER, Misfit.LATER)}
    assert sorted(named) == sorted(wanting)
    for week in weeks:
        assert week.monday.weekday() == 0
        assert week.minutes_short == sum(late.minutes for late in week.late)
        for option in week.options:
            changed = sum(one.minutes for one in touches if one.id in option.touch_ids)
            assert option.touch_ids
            assert option.minutes_still_short == week.minutes_short - changed


def large(load: float, seed: int) -> tuple[list[OpenTouch], Calendar]:
    """Twenty members, six weeks, 5,000 touches."""
    random = Random(seed)
    touches = []
    for n in range(5000):
        first = random.randrange(-3, 38)
        touches.append(
            touch(
                n,
                first,
                first + random.randrange(3, 15),
                random.choice((5, 5, 10, 10, 15, 20)),
                priority=random.randrange(100),
                value_minor=random.randrange(100_000),
                member_preferred=random.choice((None, *range(20))),
            )
        )
    each = int(sum(one.minutes for one in touches) / (30 * 20) / load)
    minutes = {m: {day(n): each for n in range(42)} for m in range(20)}
    return touches, Calendar(MONDAY, day(41), minutes, WEEKDAYS)


@pytest.mark.parametrize("load", [0.6, 0.9, 1.1, 3.0])
def test_twenty_members_and_five_thousand_touches_are_composed_in_a_second(load: float) -> None:
    touches, cal = large(load, 7)
    before = process_time()
    composition = compose(touches, cal)
    took = process_time() - before
    check(touches, cal, composition)
    before = process_time()
    again = compose_day(touches, cal, previous=composition.placed)
    took_again = process_time() - before
    check(touches, cal, again)
    assert max(took, took_again) < 1.0, f"{took:.2f} s, {took_again:.2f} s"
