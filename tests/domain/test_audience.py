"""Whom a plan is for: evaluated as a naive reader would, said as a sentence, refused with a helpful one."""

import json
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterword.domain.audience import (
    DEEPEST,
    EVERYBODY,
    KNOWN_FIELDS,
    MOST_CONDITIONS,
    OPERATORS,
    WITHOUT_VALUE,
    All,
    Any,
    Audience,
    BadAudience,
    Condition,
    Field,
    Not,
    Operator,
    Problem,
    Sort,
    Value,
    problems,
    read_audience,
    written,
)
from afterword.domain.audience_meaning import Check, Compiled, Fact, Joined, compiled, evaluate, holds
from afterword.domain.audience_wording import SENTENCES, Phrase, Shown, say, sentence

TODAY = date(2026, 3, 1)
FIELDS = {
    "city": Field(Sort.TEXT, "the town"),
    "visits": Field(Sort.NUMBER, "the number of visits"),
    "spent": Field(Sort.MONEY, "all that was spent"),
    "last_on": Field(Sort.DATE, "the last purchase"),
    "firm": Field(Sort.YES_NO, "the customer is a firm"),
    "grade": Field(Sort.CHOICE, "the grade", ("gold", "silver")),
    "tags": Field(Sort.MANY, "the tags"),
}
WORDS = ["Oslo", "oslo ", "Ås", "as", "São Paulo", "gold", "Gold", "VIP", "vip", "o"]
dates = st.integers(-40, 10).map(lambda n: TODAY + timedelta(days=n))
plain: dict[Sort, st.SearchStrategy[str] | st.SearchStrategy[int] | st.SearchStrategy[date]] = {
    Sort.TEXT: st.sampled_from(WORDS),
    Sort.NUMBER: st.integers(-2, 4),
    Sort.MONEY: st.integers(-2, 4),
    Sort.DATE: dates,
    Sort.CHOICE: st.sampled_from(["gold", "silver"]),
    Sort.MANY: st.sampled_from(WORDS),
}
people = st.fixed_dictionaries(
    {},
    optional={
        "city": st.none() | st.just("") | st.sampled_from(WORDS),
        "visits": st.none() | st.integers(-2, 4),
        "spent": st.none() | st.integers(-2, 4),
        "last_on": st.none() | dates,
        "firm": st.none() | st.booleans(),
        "grade": st.none() | st.sampled_from(["gold", "silver"]),
        "tags": st.none() | st.frozensets(st.sampled_from(WORDS), max_size=3),
    },
)


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    name = draw(st.sampled_from(sorted(FIELDS)))
    sort = FIELDS[name].sort
    operator = draw(st.sampled_from(sorted(OPERATORS[sort])))
    if operator in WITHOUT_VALUE:
        return Condition(name, operator)
    one = plain[sort]
    if operator in (Operator.ANY_OF, Operator.NONE_OF, Operator.ALL_OF):
        return Condition(name, operator, tuple(draw(st.lists(one, min_size=1, max_size=3))))
    if operator is Operator.BETWEEN:
        return Condition(name, operator, tuple(sorted((draw(one), draw(one)))))  # type: ignore[type-var]
    if operator in (Operator.WITHIN_DAYS, Operator.NOT_WITHIN_DAYS):
        return Condition(name, operator, draw(st.integers(1, 40)))
    return Condition(name, operator, draw(one))


audiences: st.SearchStrategy[Audience] = st.recursive(
    conditions(),
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(All, st.lists(inner, max_size=3).map(tuple))
        | st.builds(Any, st.lists(inner, min_size=1, max_size=3).map(tuple))
    ),
    max_leaves=6,
).filter(lambda audience: not problems(audience, FIELDS))


def plainly(text: object) -> str:
    """The oracle's own folding of text."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", str(text).casefold()) if not unicodedata.combining(c))
    return " ".join(bare.split())


def naive(audience: Audience, facts: Mapping[str, Fact]) -> bool:
    """The oracle: each operator as one would explain it to a child, straight from the tree."""
    if isinstance(audience, Not):
        return not naive(audience.part, facts)
    if isinstance(audience, All):
        return all(naive(part, facts) for part in audience.parts)
    if isinstance(audience, Any):
        return any(naive(part, facts) for part in audience.parts)
    fact, value, operator = facts.get(audience.field), audience.value, audience.operator
    if fact is None or fact == "":
        return operator == "unknown"
    if isinstance(fact, frozenset):
        mine, asked = {plainly(one) for one in fact}, {plainly(one) for one in value or ()}  # type: ignore[union-attr]
        answers = {"any_of": bool(mine & asked), "none_of": not mine & asked, "all_of": asked <= mine}
        return answers.get(str(operator), operator == "known")
    if isinstance(fact, str):
        text, given_ = plainly(fact), [plainly(one) for one in (value if isinstance(value, tuple) else (value,))]
        answers = {
            "is": text == given_[0],
            "is_not": text != given_[0],
            "contains": given_[0] in text,
            "starts_with": text[: len(given_[0])] == given_[0],
            "any_of": text in given_,
            "none_of": text not in given_,
        }
        return answers.get(str(operator), operator == "known")
    return naive_order(fact, str(operator), value)


def naive_order(fact: object, operator: str, value: Value) -> bool:
    match operator:
        case "yes" | "no":
            return fact is (operator == "yes")
        case "is":
            return fact == value
        case "is_not":
            return fact != value
        case "at_least":
            return fact >= value  # type: ignore
        case "at_most":
            return fact <= value  # type: ignore
        case "before":
            return fact < value  # type: ignore
        case "after":
            return fact > value  # type: ignore
        case "between":
            return value[0] <= fact <= value[1]  # type: ignore
        case "within_days":
            return 0 <= (TODAY - fact).days < value  # type: ignore
        case "not_within_days":
            return (TODAY - fact).days >= value  # type: ignore
    return operator == "known"


@given(audiences, people)
@settings(max_examples=400)
def test_an_audience_is_evaluated_as_a_naive_reader_would(audience: Audience, facts: dict[str, Fact]) -> None:
    assert evaluate(audience, facts, TODAY, FIELDS) is naive(audience, facts)


@given(conditions(), people)
def test_a_condition_on_something_unknown_is_false_unless_it_asks_for_that(
    condition: Condition, facts: dict[str, Fact]
) -> None:
    facts.pop(condition.field, None)
    assert evaluate(condition, facts, TODAY, FIELDS) is (condition.operator is Operator.UNKNOWN)


@given(audiences)
def test_an_audience_is_read_back_from_json_as_it_was_written(audience: Audience) -> None:
    assert read_audience(json.loads(json.dumps(written(audience))), FIELDS) == audience


@given(audiences)
def test_an_audience_can_always_be_said(audience: Audience) -> None:
    said = say(sentence(audience, FIELDS))
    assert said
    assert "%(" not in said


@given(audiences)
def test_what_is_compiled_uses_only_the_tests_that_are_explained(audience: Audience) -> None:
    def walk(test: Compiled) -> None:
        if isinstance(test, Joined):
            assert test.how in ("and", "or", "not")
            assert test.how != "not" or len(test.parts) == 1
            for part in test.parts:
                walk(part)
        else:
            assert f"{test.how}" in (Check.__doc__ or "")
            assert all(isinstance(value, str | int | date) for value in test.values)
            assert bool(test.values) is (test.how not in ("known", "missing", "true"))

    walk(compiled(audience, TODAY, FIELDS))


def test_a_sentence_reads_in_one_way_only() -> None:
    audience = All(
        (
            Condition("city", Operator.IS, "Oslo"),
            Any((Condition("visits", Operator.AT_LEAST, 3), Condition("tags", Operator.ANY_OF, ("VIP", "club")))),
            Not(Condition("last_on", Operator.WITHIN_DAYS, 90)),
        )
    )
    assert say(sentence(audience, FIELDS)) == (
        "the town is Oslo and (the number of visits is at least 3 or the tags: any of VIP, club) "
        "and (not so: the last purchase is in the last 90 days)"
    )
    assert say(sentence(EVERYBODY, FIELDS)) == "everybody"
    assert say(sentence(Not(EVERYBODY), FIELDS)) == "not so: (everybody)"


def test_a_sentence_is_put_together_in_the_readers_language() -> None:
    norwegian = {"%(field)s is at least %(value)s": "%(field)s er minst %(value)s", "all that was spent": "kjøpt for"}
    said = say(
        sentence(Condition("spent", Operator.AT_LEAST, 50_000), FIELDS),
        lambda msgid: norwegian.get(msgid, msgid),
        lambda shown: f"kr {int(str(shown.value)) // 100}" if shown.sort is Sort.MONEY else str(shown.value),
    )
    assert said == "kjøpt for er minst kr 500"


def test_a_name_with_a_percent_sign_does_no_harm() -> None:
    known = {"x": Field(Sort.YES_NO, "100 % sure")}
    assert say(sentence(Condition("x", Operator.YES), known)) == "100 % sure"
    assert isinstance(sentence(Condition("x", Operator.YES), known).places["field"], Phrase)
    assert Shown(3, Sort.NUMBER).value == 3


def test_every_operator_can_be_said_and_is_offered_somewhere() -> None:
    assert set(SENTENCES) == set(Operator) == set().union(*OPERATORS.values())


@pytest.mark.parametrize(
    ("condition", "sentence_"),
    [
        (Condition("town", Operator.IS, "Oslo"), "Nothing is known as “town”. Choose one"),
        (Condition("citty", Operator.IS, "Oslo"), "Did you mean “city”?"),
        (Condition("city", Operator.AT_LEAST, 3), "“city” cannot be asked “at_least”. It can be asked: any_of,"),
        (Condition("city", Operator.IS, 3), "Give “city” a word"),
        (Condition("city", Operator.IS, " "), "Give “city” a word"),
        (Condition("city", Operator.IS, "x" * 201), "at most 200"),
        (Condition("city", Operator.IS, "a\0b"), "ordinary characters"),
        (Condition("city", Operator.ANY_OF, ()), "one value or more"),
        (Condition("city", Operator.ANY_OF, "Oslo"), "one value or more"),
        (Condition("city", Operator.KNOWN, "Oslo"), "needs no value"),
        (Condition("visits", Operator.IS, True), "whole number"),
        (Condition("visits", Operator.BETWEEN, (4, 2)), "Swap them"),
        (Condition("visits", Operator.BETWEEN, (4,)), "two values"),
        (Condition("visits", Operator.IS, 2**60), "whole number"),
        (Condition("last_on", Operator.WITHIN_DAYS, 0), "from 1 to 3660"),
        (Condition("last_on", Operator.BEFORE, "2026-01-01"), "a date"),
        (Condition("grade", Operator.IS, "bronze"), "one of: gold, silver"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(condition: Condition, sentence_: str) -> None:
    [problem] = problems(All((EVERYBODY, condition)), FIELDS)
    assert problem.path == (1,)
    assert sentence_ in problem.sentence
    with pytest.raises(ValueError, match="“"):
        evaluate(condition, {}, TODAY, FIELDS)


def test_too_deep_too_many_and_nobody_are_refused() -> None:
    deep: Audience = Condition("firm", Operator.YES)
    for _ in range(DEEPEST):
        deep = Not(deep)
    assert [problem.path for problem in problems(deep, FIELDS)] == [(0,) * DEEPEST]
    many = All((Condition("firm", Operator.YES),) * (MOST_CONDITIONS + 1))
    assert problems(many, FIELDS)[0].sentence.startswith("These are too many")
    assert problems(Any(()), FIELDS) == (
        Problem((), "“Any of” without a condition is nobody. Add a condition or take it out."),
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (3, "not as '3'"),
        ([], "field, operator and value"),
        ({"all": {}}, "needs a list"),
        ({"all": [], "any": []}, "joined by all, any or not"),
        ({"field": "city"}, "has a field, an operator"),
        ({"field": "city", "operator": "iss", "value": "x"}, "Did you mean “is”?"),
        ({"field": "city", "operator": "~", "value": "x"}, "Choose among"),
        ({"field": "city", "operator": "is", "value": {"x": 1}}, "words, whole numbers or dates"),
        ({"field": "visits", "operator": "is", "value": 1.5}, "words, whole numbers or dates"),
        ({"field": "last_on", "operator": "before", "value": "soon"}, "2026-12-31"),
        ({"field": "town", "operator": "is", "value": "x"}, "Nothing is known as “town”"),
        ({"field": ["city"], "operator": "is", "value": "x"}, "Nothing is known as"),
    ],
)
def test_a_written_audience_that_cannot_be_understood_says_why(data: object, words: str) -> None:
    with pytest.raises(BadAudience) as caught:
        read_audience(data, FIELDS)
    assert words in str(caught.value)


def test_a_bottomless_audience_is_refused_without_falling() -> None:
    data: object = {"field": "firm", "operator": "yes"}
    for _ in range(5000):
        data = {"not": data}
    with pytest.raises(BadAudience, match="inside each other"):
        read_audience(data, FIELDS)


def test_the_fields_to_begin_with_can_all_be_asked() -> None:
    for name, field in KNOWN_FIELDS.items():
        any_of_them = Condition(name, Operator.IS, 1) if field.sort is Sort.GROUP else Condition(name, Operator.KNOWN)
        assert problems(any_of_them) == ()
        assert field.title
    assert holds(compiled(Condition("sale.total", Operator.AT_LEAST, 5), TODAY), {"sale.total": 5})
