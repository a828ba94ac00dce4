"""Groups inside audiences: what a group asks is put in its place, so that nobody need know who belongs to it today."""

from collections.abc import Mapping

from afterword.domain.audience import GROUP_FIELD, All, Any, Audience, Condition, Not, Operator, groups_named

NOBODY = Not(All())


def without_groups(audience: Audience, groups: Mapping[int, Audience]) -> Audience:
    """The audience with what each group asks in its place; the same meaning, and no group in it any more.

    A group that is not among `groups`, or that asks for itself by whatever way, is nobody.
    """
    return _replaced(audience, groups, ()) if groups_named(audience) else audience


def _replaced(audience: Audience, groups: Mapping[int, Audience], inside: tuple[int, ...]) -> Audience:
    match audience:
        case Condition():
            return _group(audience, groups, inside) if audience.field == GROUP_FIELD else audience
        case All():
            return All(tuple(_replaced(part, groups, inside) for part in audience.parts))
        case Any():
            return Any(tuple(_replaced(part, groups, inside) for part in audience.parts))
        case Not():
            return Not(_replaced(audience.part, groups, inside))


def _group(condition: Condition, groups: Mapping[int, Audience], inside: tuple[int, ...]) -> Audience:
    number = condition.value
    if not isinstance(number, int) or number not in groups or number in inside:
        members: Audience = NOBODY
    else:
        members = _replaced(groups[number], groups, (*inside, number))
    return Not(members) if condition.operator is Operator.IS_NOT else members


def way_back_to(number: int, audience: Audience, groups: Mapping[int, Audience]) -> tuple[int, ...]:
    """The groups through which an audience asks for this one in the end, from the outside; empty where it does not."""
    looked_at: set[int] = set()
    ways: list[tuple[int, ...]] = [(one,) for one in sorted(groups_named(audience))]
    while ways:
        way = ways.pop()
        if way[-1] == number:
            return way
        if way[-1] not in looked_at and way[-1] in groups:
            looked_at.add(way[-1])
            ways += [(*way, following) for following in sorted(groups_named(groups[way[-1]]))]
    return ()


def asking_for(number: int, groups: Mapping[int, Audience]) -> frozenset[int]:
    """The groups that ask for this one, directly or through others."""
    return frozenset(other for other, audience in groups.items() if way_back_to(number, audience, groups))
