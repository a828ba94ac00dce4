"""A group inside an audience means what the group asks, whatever stands inside what."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.audience import (
    GROUP_FIELD,
    All,
    Any,
    Audience,
    Condition,
    Not,
    Operator,
    groups_named,
    problems,
    read_audience,
    written,
)
from afterword.domain.audience import BadAudience as Bad
from afterword.domain.audience_groups import NOBODY, asking_for, way_back_to, without_groups
from afterword.domain.audience_meaning import compiled, holds
from afterword.domain.audience_wording import say, sentence

TODAY = date(2026, 3, 1)
FIRM = Condition("customer.is_firm", Operator.YES)
OFTEN = Condition("customer.sale_count", Operator.AT_LEAST, 3)


def in_(number: int) -> Condition:
    return Condition(GROUP_FIELD, Operator.IS, number)


def not_in(number: int) -> Condition:
    return Condition(GROUP_FIELD, Operator.IS_NOT, number)


CASES: list[tuple[Audience, dict[int, Audience], Audience]] = [
    (FIRM, {}, FIRM),
    (in_(1), {1: FIRM}, FIRM),
    (not_in(1), {1: FIRM}, Not(FIRM)),
    (All((in_(1), OFTEN)), {1: FIRM}, All((FIRM, OFTEN))),
    (Any((in_(1), not_in(2))), {1: FIRM, 2: OFTEN}, Any((FIRM, Not(OFTEN)))),
    (in_(1), {1: All((in_(2), FIRM)), 2: OFTEN}, All((OFTEN, FIRM))),
    (Not(in_(1)), {1: Not(in_(2)), 2: FIRM}, Not(Not(FIRM))),
    # Gone, or asking for itself: nobody.
    (in_(9), {1: FIRM}, NOBODY),
    (not_in(9), {}, Not(NOBODY)),
    (in_(1), {1: in_(1)}, NOBODY),
    (in_(1), {1: Any((FIRM, in_(2))), 2: in_(1)}, Any((FIRM, NOBODY))),
]


@pytest.mark.parametrize(("audience", "groups", "expected"), CASES)
def test_what_a_group_asks_stands_in_its_place(
    audience: Audience, groups: dict[int, Audience], expected: Audience
) -> None:
    found = without_groups(audience, groups)
    assert found == expected
    assert groups_named(found) == frozenset()


_LEAVES: st.SearchStrategy[Audience] = st.sampled_from([FIRM, OFTEN, in_(1), in_(2), in_(3), not_in(1), not_in(2)])
_AUDIENCES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Any(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
)


def member(audience: Audience, groups: dict[int, Audience], facts: dict[str, object], inside: tuple[int, ...]) -> bool:
    """The same question asked the slow way: of each group in turn, who belongs to it."""
    match audience:
        case All():
            return all(member(part, groups, facts, inside) for part in audience.parts)
        case Any():
            return any(member(part, groups, facts, inside) for part in audience.parts)
        case Not():
            return not member(audience.part, groups, facts, inside)
    if audience.field != GROUP_FIELD:
        return holds(compiled(audience, TODAY), facts)  # type: ignore[arg-type]
    number = audience.value
    assert isinstance(number, int)
    belongs = number in groups and number not in inside and member(groups[number], groups, facts, (*inside, number))
    return belongs is (audience.operator is Operator.IS)


@given(_AUDIENCES, st.dictionaries(st.integers(1, 3), _AUDIENCES), st.booleans(), st.integers(0, 5))
def test_whoever_belongs_belongs_the_slow_way_too(
    audience: Audience, groups: dict[int, Audience], firm: bool, bought: int
) -> None:
    facts = {"customer.is_firm": firm, "customer.sale_count": bought}
    asked = compiled(without_groups(audience, groups), TODAY, is_checked=True)
    assert holds(asked, facts) is member(audience, groups, dict(facts), ())


@given(_AUDIENCES, st.dictionaries(st.integers(1, 3), _AUDIENCES), st.integers(1, 3))
def test_a_way_back_is_a_way(audience: Audience, groups: dict[int, Audience], number: int) -> None:
    way = way_back_to(number, audience, groups)
    if way:
        assert way[-1] == number
        assert way[0] in groups_named(audience)
        assert all(after in groups_named(groups[before]) for before, after in pairwise(way))
    assert (number in groups_named(audience)) <= bool(way)


def test_who_is_to_be_looked_at_again_when_a_group_changes() -> None:
    groups: dict[int, Audience] = {1: FIRM, 2: in_(1), 3: All((in_(2), OFTEN)), 4: OFTEN}
    assert asking_for(1, groups) == {2, 3}
    assert asking_for(4, groups) == set()


def test_a_group_is_kept_by_its_number_and_said_by_its_name() -> None:
    plain = written(All((in_(7), not_in(8))))
    assert read_audience(plain) == All((in_(7), not_in(8)))
    names = {7: "Regulars", 8: "Staff"}
    said = say(sentence(read_audience(plain)), show=lambda one: f"“{names[int(str(one.value))]}”")
    assert said == "the customer is in the group “Regulars” and the customer is not in the group “Staff”"
    assert problems(Condition(GROUP_FIELD, Operator.KNOWN)) != ()
    for wrong in ("Regulars", 0, -1, None, [7]):
        with pytest.raises(Bad):
            read_audience({"field": GROUP_FIELD, "operator": "is", "value": wrong})
