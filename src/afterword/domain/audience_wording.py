"""An audience as a sentence: English message ids with named places, put together in the reader's language by a face."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce

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
)

_O = Operator


@dataclass(frozen=True, slots=True)
class Shown:
    """A value to be shown the reader's way: a date, an amount of money in minor units, a number, a group, a word."""

    value: Plain
    sort: Sort


@dataclass(frozen=True, slots=True)
class Phrase:
    """A message id and what stands in its named places: values, or phrases of their own."""

    msgid: str
    places: Mapping[str, "Phrase | Shown"]


SENTENCES: dict[Operator, str] = {
    _O.IS: "%(field)s is %(value)s",
    _O.IS_NOT: "%(field)s is not %(value)s",
    _O.CONTAINS: "%(field)s contains %(value)s",
    _O.STARTS_WITH: "%(field)s starts with %(value)s",
    _O.ANY_OF: "%(field)s: any of %(values)s",
    _O.NONE_OF: "%(field)s: none of %(values)s",
    _O.ALL_OF: "%(field)s: all of %(values)s",
    _O.AT_LEAST: "%(field)s is at least %(value)s",
    _O.AT_MOST: "%(field)s is at most %(value)s",
    _O.BETWEEN: "%(field)s is between %(low)s and %(high)s",
    _O.BEFORE: "%(field)s is before %(value)s",
    _O.AFTER: "%(field)s is after %(value)s",
    _O.WITHIN_DAYS: "%(field)s is in the last %(days)s days",
    _O.NOT_WITHIN_DAYS: "%(field)s is %(days)s days ago or longer",
    _O.YES: "%(field)s",
    _O.NO: "it is not so that %(field)s",
    _O.KNOWN: "it is known: %(field)s",
    _O.UNKNOWN: "it is not known: %(field)s",
}
#: Of a group by its number, which a face shows as its name.
GROUP_SENTENCES: dict[Operator, str] = {
    _O.IS: "the customer is in the group %(value)s",
    _O.IS_NOT: "the customer is not in the group %(value)s",
}
EVERYBODY_WORDS = "everybody"
NOBODY_WORDS = "nobody"
AND = "%(one)s and %(other)s"
OR = "%(one)s or %(other)s"
LIST = "%(one)s, %(other)s"
IN_BRACKETS = "(%(inner)s)"
NOT_SO = "not so: %(inner)s"


def sentence(audience: Audience, known: Fields = KNOWN_FIELDS) -> Phrase:
    """The audience in words; a layer within another stands in brackets, so that it can be read in one way only."""
    match audience:
        case Condition():
            return _condition(audience, known[audience.field])
        case Not():
            return Phrase(NOT_SO, {"inner": _within(audience.part, known)})
        case All():
            return _joined(AND, EVERYBODY_WORDS, audience.parts, known)
        case Any():
            return _joined(OR, NOBODY_WORDS, audience.parts, known)


def say(
    phrase: Phrase, translate: Callable[[str], str] = str, show: Callable[[Shown], str] = lambda one: str(one.value)
) -> str:
    """The whole sentence: message ids through `translate`, values through `show`."""
    if not phrase.places:
        return translate(phrase.msgid)
    places = {
        name: say(part, translate, show) if isinstance(part, Phrase) else show(part)
        for name, part in phrase.places.items()
    }
    return translate(phrase.msgid) % places


def _joined(how: str, nothing: str, parts: tuple[Audience, ...], known: Fields) -> Phrase:
    if not parts:
        return Phrase(nothing, {})
    if len(parts) == 1:
        return sentence(parts[0], known)
    phrases = [_within(part, known) for part in parts]
    return reduce(lambda one, other: Phrase(how, {"one": one, "other": other}), phrases)


def _within(part: Audience, known: Fields) -> Phrase:
    """A part inside a layer: in brackets, unless it is a single condition."""
    phrase = sentence(part, known)
    return phrase if isinstance(part, Condition) else Phrase(IN_BRACKETS, {"inner": phrase})


def _condition(condition: Condition, field: Field) -> Phrase:
    places: dict[str, Phrase | Shown] = {"field": Phrase(field.title, {})}
    value, operator = condition.value, condition.operator
    if operator in (_O.ANY_OF, _O.NONE_OF, _O.ALL_OF) and isinstance(value, tuple):
        places["values"] = _listed([Shown(one, field.sort) for one in value])
    elif operator is _O.BETWEEN and isinstance(value, tuple):
        places |= {"low": Shown(value[0], field.sort), "high": Shown(value[1], field.sort)}
    elif operator in (_O.WITHIN_DAYS, _O.NOT_WITHIN_DAYS) and isinstance(value, int):
        places["days"] = Shown(value, Sort.NUMBER)
    elif isinstance(value, str | int | date):
        places["value"] = Shown(value, field.sort)
    return Phrase((GROUP_SENTENCES if field.sort is Sort.GROUP else SENTENCES)[operator], places)


def _listed(values: list[Shown]) -> Phrase | Shown:
    listed: Phrase | Shown = values[0]
    for one in values[1:]:
        listed = Phrase(LIST, {"one": listed, "other": one})
    return listed
