"""Whom a plan is for: conditions on what is known of customer, sale and product, joined by and, or, not.

A condition is false when its fact is unknown, whatever its operator; only "is known" and "is not known" ask about that.
"Not" turns an answer round, so "not (city is Oslo)" holds for a customer without a city, while "city is not Oslo" does
not. Text is compared as it is searched for: without regard to case, accents, and the number of spaces.

What an audience means for facts and for queries stands in `audience_meaning`, how it is said in `audience_wording`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum

from afterword.domain.matching import search_key
from afterword.domain.planning import MOST, Unit
from afterword.domain.trouble import Trouble

DEEPEST = 6
MOST_CONDITIONS = 60
LONGEST_TEXT = 200
LARGEST_NUMBER = 2**53


class Sort(StrEnum):
    """What a field holds. Money is in minor units of the business's currency."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"
    MANY = "many"
    """Several words at once, such as tags or the products of a sale."""
    GROUP = "group"
    """A named audience by its number; `audience_groups` puts what it asks in its place before anybody is looked at."""


class Operator(StrEnum):
    """How a fact is compared with a value."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    ANY_OF = "any_of"
    NONE_OF = "none_of"
    ALL_OF = "all_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    BEFORE = "before"
    AFTER = "after"
    WITHIN_DAYS = "within_days"
    """In the last so many days, today included; never in the future."""
    NOT_WITHIN_DAYS = "not_within_days"
    """More than so many days ago."""
    YES = "yes"
    NO = "no"
    KNOWN = "known"
    UNKNOWN = "unknown"


_O = Operator
_ASKING = frozenset({_O.KNOWN, _O.UNKNOWN})
OPERATORS: dict[Sort, frozenset[Operator]] = {
    Sort.TEXT: _ASKING | {_O.IS, _O.IS_NOT, _O.CONTAINS, _O.STARTS_WITH, _O.ANY_OF, _O.NONE_OF},
    Sort.NUMBER: _ASKING | {_O.IS, _O.IS_NOT, _O.AT_LEAST, _O.AT_MOST, _O.BETWEEN},
    Sort.MONEY: _ASKING | {_O.IS, _O.IS_NOT, _O.AT_LEAST, _O.AT_MOST, _O.BETWEEN},
    Sort.DATE: _ASKING | {_O.IS, _O.IS_NOT, _O.BEFORE, _O.AFTER, _O.BETWEEN, _O.WITHIN_DAYS, _O.NOT_WITHIN_DAYS},
    Sort.YES_NO: _ASKING | {_O.YES, _O.NO},
    Sort.CHOICE: _ASKING | {_O.IS, _O.IS_NOT, _O.ANY_OF, _O.NONE_OF},
    Sort.MANY: _ASKING | {_O.ANY_OF, _O.NONE_OF, _O.ALL_OF},
    Sort.GROUP: frozenset({_O.IS, _O.IS_NOT}),
}
WITHOUT_VALUE = _ASKING | {_O.YES, _O.NO}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is known: its sort, its name in a sentence (an English msgid), and the words of a choice."""

    sort: Sort
    title: str
    choices: tuple[str, ...] = ()


Fields = Mapping[str, Field]

KNOWN_FIELDS: dict[str, Field] = {
    "customer.city": Field(Sort.TEXT, "the customer's town"),
    "customer.postal_code": Field(Sort.TEXT, "the customer's postal code"),
    "customer.country": Field(Sort.TEXT, "the customer's country"),
    "customer.language": Field(Sort.TEXT, "the customer's language"),
    "customer.is_firm": Field(Sort.YES_NO, "the customer is a firm"),
    "customer.tags": Field(Sort.MANY, "the customer's tags"),
    "customer.birth_date": Field(Sort.DATE, "the customer's birth"),
    "customer.since": Field(Sort.DATE, "the first purchase"),
    "customer.last_sale_on": Field(Sort.DATE, "the last purchase"),
    "customer.sale_count": Field(Sort.NUMBER, "the number of purchases"),
    "customer.spent": Field(Sort.MONEY, "all that was spent"),
    "customer.can_email": Field(Sort.YES_NO, "the customer can be mailed"),
    "customer.can_phone": Field(Sort.YES_NO, "the customer can be called"),
    "customer.can_post": Field(Sort.YES_NO, "the customer can be written to by post"),
    "customer.group": Field(Sort.GROUP, "the customer's group"),
    "sale.on": Field(Sort.DATE, "the day of the sale"),
    "sale.total": Field(Sort.MONEY, "the value of the sale"),
    "sale.location": Field(Sort.TEXT, "the place of the sale"),
    "sale.products": Field(Sort.MANY, "the products of the sale"),
    "sale.categories": Field(Sort.MANY, "the categories of the sale"),
    "product.name": Field(Sort.TEXT, "the product"),
    "product.category": Field(Sort.TEXT, "the product's category"),
    "product.price": Field(Sort.MONEY, "the product's price"),
}
"""What plans can ask about to begin with; whoever knows more passes more."""
GROUP_FIELD = "customer.group"

Plain = str | int | date
Value = Plain | tuple[Plain, ...] | None


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison; several values are a tuple, "between" has two, and days are a number."""

    field: str
    operator: Operator
    value: Value = None


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold; without parts it is everybody."""

    parts: tuple["Audience", ...] = ()


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part must hold; without parts it is nobody."""

    parts: tuple["Audience", ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not hold."""

    part: "Audience"


Audience = Condition | All | Any | Not
EVERYBODY = All()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one part, and where: the numbers of the parts on the way to it, from the outside."""

    path: tuple[int, ...]
    sentence: str


def groups_named(audience: Audience) -> frozenset[int]:
    """The numbers of the groups that an audience asks about."""
    return frozenset(
        one.value
        for one in _conditions(audience)
        if one.field == GROUP_FIELD and isinstance(one.value, int) and not isinstance(one.value, bool)
    )


def problems(audience: Audience, known: Fields = KNOWN_FIELDS) -> tuple[Problem, ...]:
    """Everything that is wrong, in reading order; empty if the audience can be used."""
    found = list(_problems(audience, known, (), 1))
    if sum(1 for _ in _conditions(audience)) > MOST_CONDITIONS:
        found.append(Problem((), f"These are too many conditions. Use at most {MOST_CONDITIONS}."))
    return tuple(found)


def _problems(audience: Audience, known: Fields, path: tuple[int, ...], depth: int) -> Iterable[Problem]:
    if depth > DEEPEST:
        yield Problem(path, f"Conditions can stand inside each other {DEEPEST} deep. Take one of the layers out.")
        return
    if isinstance(audience, Condition):
        sentence = _problem(audience, known)
        if sentence:
            yield Problem(path, sentence)
        return
    parts = (audience.part,) if isinstance(audience, Not) else audience.parts
    if isinstance(audience, Any) and not parts:
        yield Problem(path, "“Any of” without a condition is nobody. Add a condition or take it out.")
    for n, part in enumerate(parts):
        yield from _problems(part, known, (*path, n), depth + 1)


def _conditions(audience: Audience) -> Iterable[Condition]:
    match audience:
        case Condition():
            yield audience
        case Not():
            yield from _conditions(audience.part)
        case All() | Any():
            for part in audience.parts:
                yield from _conditions(part)


def _problem(condition: Condition, known: Fields) -> str | None:
    field = known.get(condition.field)
    if field is None:
        close = get_close_matches(condition.field, list(known), 1)
        hint = f"Did you mean “{close[0]}”?" if close else "Choose one from the list."
        return f"Nothing is known as “{condition.field}”. {hint}"
    if condition.operator not in OPERATORS[field.sort]:
        allowed = ", ".join(sorted(OPERATORS[field.sort]))
        return f"“{condition.field}” cannot be asked “{condition.operator}”. It can be asked: {allowed}."
    return _value_problem(condition, field)


def _value_problem(condition: Condition, field: Field) -> str | None:
    operator, value, name = condition.operator, condition.value, condition.field
    if operator in WITHOUT_VALUE:
        return None if value is None else f"“{operator}” of “{name}” needs no value."
    if operator in (_O.ANY_OF, _O.NONE_OF, _O.ALL_OF):
        if not isinstance(value, tuple) or not value:
            return f"Give “{name}” one value or more."
        return next((sentence for one in value if (sentence := _plain_problem(one, field, name))), None)
    if operator is _O.BETWEEN:
        if not isinstance(value, tuple) or len(value) != 2:
            return f"Give “{name}” two values, from and to."
        sentence = _plain_problem(value[0], field, name) or _plain_problem(value[1], field, name)
        if sentence is None and value[0] > value[1]:  # type: ignore[operator]
            return f"The first value of “{name}” is larger than the second. Swap them."
        return sentence
    if operator in (_O.WITHIN_DAYS, _O.NOT_WITHIN_DAYS):
        if not _is_number(value) or not 1 <= value <= MOST[Unit.DAYS]:  # type: ignore[operator]
            return f"Give “{name}” a number of days from 1 to {MOST[Unit.DAYS]}."
        return None
    return _plain_problem(value, field, name)


def _plain_problem(value: Value, field: Field, name: str) -> str | None:
    """What is wrong with one single value for this field."""
    match field.sort:
        case Sort.NUMBER | Sort.MONEY:
            right = _is_number(value) and abs(value) <= LARGEST_NUMBER  # type: ignore[arg-type]
            return None if right else f"Give “{name}” a whole number."
        case Sort.DATE:
            return None if type(value) is date else f"Give “{name}” a date."
        case Sort.CHOICE:
            return None if value in field.choices else f"“{name}” is one of: {', '.join(field.choices)}."
        case Sort.GROUP:
            return None if _is_number(value) and value > 0 else "Choose one of the groups."  # type: ignore[operator]
        case _:
            if not isinstance(value, str) or not search_key(value):
                return f"Give “{name}” a word."
            if len(value) > LONGEST_TEXT or "\0" in value:
                return f"Give “{name}” a word of at most {LONGEST_TEXT} ordinary characters."
            return None


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


class BadAudience(Trouble):
    """A written audience that cannot be understood; says what and where."""


def written(audience: Audience) -> dict[str, object]:
    """The audience in plain values that any JSON can hold; `read_audience` gives it back."""
    match audience:
        case Condition():
            plain: dict[str, object] = {"field": audience.field, "operator": str(audience.operator)}
            if audience.value is not None:
                plain["value"] = _written_value(audience.value)
            return plain
        case All():
            return {"all": [written(part) for part in audience.parts]}
        case Any():
            return {"any": [written(part) for part in audience.parts]}
        case Not():
            return {"not": written(audience.part)}


def _written_value(value: Value) -> object:
    if isinstance(value, tuple):
        return [_written_value(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def read_audience(data: object, known: Fields = KNOWN_FIELDS) -> Audience:
    """The audience that was written; BadAudience with the first thing that is wrong, down to fields and values."""
    audience = _read(data, known, 1)
    wrong = problems(audience, known)
    if wrong:
        raise BadAudience(wrong[0].sentence)
    return audience


def _read(data: object, known: Fields, depth: int) -> Audience:
    if depth > DEEPEST:
        raise BadAudience(f"Conditions can stand inside each other {DEEPEST} deep. Take one of the layers out.")
    if not isinstance(data, Mapping):
        raise BadAudience(f"A condition is written as field, operator and value, not as {str(data)[:40]!r}.")
    keys = set(data)
    if keys == {"not"}:
        return Not(_read(data["not"], known, depth + 1))
    if keys in ({"all"}, {"any"}):
        [how] = keys
        parts = data[how]
        if not isinstance(parts, list) or len(parts) > MOST_CONDITIONS:
            raise BadAudience(f"“{how}” needs a list of at most {MOST_CONDITIONS} conditions.")
        read = tuple(_read(part, known, depth + 1) for part in parts)
        return All(read) if how == "all" else Any(read)
    if not {"field", "operator"} <= keys <= {"field", "operator", "value"}:
        raise BadAudience("A condition has a field, an operator and a value; conditions are joined by all, any or not.")
    return _read_condition(str(data["field"]), str(data["operator"]), data.get("value"), known)


def _read_condition(name: str, operator: str, value: object, known: Fields) -> Condition:
    if operator not in list(Operator):
        close = get_close_matches(operator, list(Operator), 1)
        hint = f"Did you mean “{close[0]}”?" if close else f"Choose among: {', '.join(Operator)}."
        raise BadAudience(f"“{name}” cannot be asked “{operator}”. {hint}")
    sort = known[name].sort if name in known else Sort.TEXT
    many = tuple(_read_plain(one, sort, name) for one in value) if isinstance(value, list) else None
    return Condition(name, Operator(operator), _read_plain(value, sort, name) if many is None else many)


def _read_plain(value: object, sort: Sort, name: str) -> Plain:
    if sort is Sort.DATE and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise BadAudience(f"Give “{name}” a date such as 2026-12-31.")
    if value is None or (isinstance(value, str | int | date) and not isinstance(value, bool)):
        return value  # type: ignore[return-value]
    raise BadAudience(f"Give “{name}” words, whole numbers or dates, not {str(value)[:40]!r}.")
