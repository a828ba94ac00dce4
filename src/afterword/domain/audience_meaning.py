"""What an audience means: whether somebody belongs to it, and the few plain tests that a query can be built from."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from afterword.domain.audience import (
    KNOWN_FIELDS,
    All,
    Any,
    Audience,
    Condition,
    Field,
    Fields,
    Not,
    Operator,
    Plain,
    Sort,
    Value,
    problems,
)
from afterword.domain.matching import search_key

_DAY = timedelta(days=1)
_O = Operator

Fact = str | int | bool | date | Collection[str] | None


_EQUAL = dict.fromkeys(Sort, "exactly") | {Sort.TEXT: "alike", Sort.MANY: "holds_any"}


class Joined(NamedTuple):
    """Compiled: `how` is "and", "or" or "not"; "and" of nothing holds, "or" of nothing does not, "not" has one part."""

    how: str
    parts: tuple["Compiled", ...]


class Check(NamedTuple):
    """Compiled: one comparison that is false when the fact is missing, except for `how` "missing".

    `how` is one of:

    - known, missing, true: without values;
    - exactly (a number, a date, or the word of a choice, as it is): any of the values;
    - alike, contains, starts (text): any of the values, which are search keys, in the fact's `search_key`;
    - least, most (numbers and dates): the one value included;
    - holds_any, holds_all (several words): the values are search keys, compared with those of the words.
    """

    field: str
    how: str
    values: tuple[Plain, ...] = ()


Compiled = Joined | Check


def compiled(audience: Audience, today: date, known: Fields = KNOWN_FIELDS, *, is_checked: bool = False) -> Compiled:
    """The audience in few plain tests, for a builder of queries; `today` (the business's date) resolves days ago.

    ValueError if the audience has problems: ask `problems` first. `is_checked`: its parts were, each for itself; with
    the groups in their places it may be larger than what anybody may write down.
    """
    wrong = () if is_checked else problems(audience, known)
    if wrong:
        raise ValueError(wrong[0].sentence)
    return _compiled(audience, today, known)


def _compiled(audience: Audience, today: date, known: Fields) -> Compiled:
    match audience:
        case Condition():
            return _test(audience, today, known[audience.field])
        case All():
            return Joined("and", tuple(_compiled(part, today, known) for part in audience.parts))
        case Any():
            return Joined("or", tuple(_compiled(part, today, known) for part in audience.parts))
        case Not():
            return Joined("not", (_compiled(audience.part, today, known),))


def _known_but(test: Check) -> Joined:
    """The opposite of a test among those whose fact is known."""
    return Joined("and", (Check(test.field, "known"), Joined("not", (test,))))


def _test(condition: Condition, today: date, field: Field) -> Compiled:
    name, values = condition.field, _values(condition.value, field)
    match condition.operator:
        case _O.KNOWN:
            return Check(name, "known")
        case _O.UNKNOWN:
            return Check(name, "missing")
        case _O.YES:
            return Check(name, "true")
        case _O.NO:
            return _known_but(Check(name, "true"))
        case _O.IS:
            return Check(name, _EQUAL[field.sort], values)
        case _O.IS_NOT:
            return _known_but(Check(name, _EQUAL[field.sort], values))
        case _O.CONTAINS:
            return Check(name, "contains", values)
        case _O.STARTS_WITH:
            return Check(name, "starts", values)
        case _O.ANY_OF | _O.NONE_OF | _O.ALL_OF:
            return _test_of_several(condition.operator, name, values, field)
        case _:
            return _test_of_order(condition.operator, name, values, today)


def _test_of_several(operator: Operator, name: str, values: tuple[Plain, ...], field: Field) -> Compiled:
    if operator is _O.ALL_OF:
        return Check(name, "holds_all", values)
    test = Check(name, _EQUAL[field.sort], values)
    return test if operator is _O.ANY_OF else _known_but(test)


def _test_of_order(operator: Operator, name: str, values: tuple[Plain, ...], today: date) -> Compiled:
    first = values[0]
    match operator:
        case _O.AT_LEAST:
            return Check(name, "least", values)
        case _O.AT_MOST:
            return Check(name, "most", values)
        case _O.BETWEEN:
            return Joined("and", (Check(name, "least", values[:1]), Check(name, "most", values[1:])))
        case _O.WITHIN_DAYS:
            since = _days_before(today, first)
            return Joined("and", (Check(name, "least", (since + _DAY,)), Check(name, "most", (today,))))
        case _O.NOT_WITHIN_DAYS:
            return Check(name, "most", (_days_before(today, first),))
        case _O.AFTER:
            return Joined("and", (Check(name, "least", values), Joined("not", (Check(name, "exactly", values),))))
        case _:
            return Joined("and", (Check(name, "most", values), Joined("not", (Check(name, "exactly", values),))))


def _days_before(today: date, days: Plain) -> date:
    assert isinstance(days, int)
    return today - days * _DAY


def _values(value: Value, field: Field) -> tuple[Plain, ...]:
    single = value if isinstance(value, tuple) else () if value is None else (value,)
    if field.sort in (Sort.TEXT, Sort.MANY):
        return tuple(search_key(one) if isinstance(one, str) else one for one in single)
    return single


def evaluate(audience: Audience, facts: Mapping[str, Fact], today: date, known: Fields = KNOWN_FIELDS) -> bool:
    """Whether somebody belongs to the audience; a fact that is missing, None, or an empty text is unknown."""
    return holds(compiled(audience, today, known), facts)


def holds(test: Compiled, facts: Mapping[str, Fact]) -> bool:
    """The meaning of what was compiled: what any query built from it must agree with."""
    if isinstance(test, Joined):
        match test.how:
            case "and":
                return all(holds(part, facts) for part in test.parts)
            case "or":
                return any(holds(part, facts) for part in test.parts)
            case _:
                return not holds(test.parts[0], facts)
    fact = facts.get(test.field)
    if fact is None or fact == "":
        return test.how == "missing"
    return _meets(test, fact)


def _meets(test: Check, fact: str | int | bool | date | Collection[str]) -> bool:
    """Whether a known fact passes a test."""
    match test.how:
        case "known":
            return True
        case "missing":
            return False
        case "true":
            return fact is True
        case "holds_any" | "holds_all":
            assert isinstance(fact, Collection)
            has = {search_key(word) for word in fact}
            return has.issuperset(test.values) if test.how == "holds_all" else not has.isdisjoint(test.values)
        case "exactly":
            return fact in test.values
        case "least":
            return fact >= test.values[0]  # type: ignore[operator]
        case "most":
            return fact <= test.values[0]  # type: ignore[operator]
        case _:
            return _text_meets(test, search_key(str(fact)))


def _text_meets(test: Check, key: str) -> bool:
    match test.how:
        case "alike":
            return key in test.values
        case "contains":
            return any(str(value) in key for value in test.values)
        case _:
            return any(key.startswith(str(value)) for value in test.values)
