"""The merge language: what it reads, what it refuses, and that no letter leaves with a hole in it."""

import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.wording import (
    LARGEST_LETTER,
    LONGEST_TEMPLATE,
    LetterTooLong,
    MissingField,
    ProblemCode,
    Template,
    WordingError,
    check_ready,
    parse,
)

names = st.text(string.ascii_lowercase + "_", min_size=1, max_size=20).filter(lambda name: name[0] != "_")
texts = st.text(st.characters(codec="utf-8", exclude_characters="{}"), max_size=60)
words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(str.strip)
anything = st.text(st.sampled_from('{}|" \n.aé_“”%s$(['), max_size=60) | st.text(max_size=80)


@pytest.mark.parametrize(
    ("template", "values", "text"),
    [
        ("Dear {{ first_name }},", {"first_name": "Ann"}, "Dear Ann,"),
        ("Dear {{first_name}},", {"first_name": "Ann"}, "Dear Ann,"),
        ('Hi {{ first_name | "there" }},', {}, "Hi there,"),
        ('Hi {{ first_name | "there" }},', {"first_name": "  "}, "Hi there,"),
        ('Hi {{ first_name | "there" }},', {"first_name": " Ann "}, "Hi Ann,"),
        ("Hi {{ first_name | “there” }},", {}, "Hi there,"),
        ("Hi {{ first_name | 'my friend' }},", {}, "Hi my friend,"),
        ("Hei {{ First_Name | «du» }},", {}, "Hei du,"),
        ("100 % of { and } and {x} stay, {{ a }}%s", {"a": "%d"}, "100 % of { and } and {x} stay, %d%s"),
        ("{{ a }}{{ a }}{{ b }}", {"a": "1", "b": "2"}, "112"),
        ("", {}, ""),
        ("no fields", {"a": "b"}, "no fields"),
    ],
)
def test_a_template_becomes_the_text_in_the_table(template: str, values: dict[str, str], text: str) -> None:
    assert parse(template).render(values) == text


@pytest.mark.parametrize(
    ("template", "line", "column", "says"),
    [
        ("Dear {{ first_name", 1, 6, "never closed"),
        ("Dear {{ first_name }", 1, 6, "not closed"),
        ("a\nbc {{ }}", 2, 4, "comes the name"),
        ("{{ first name }}", 1, 1, "not closed where “n”"),
        ("{{ company.secret }}", 1, 1, "plain name"),
        ("{{ settings['KEY'] }}", 1, 1, "plain name"),
        ("{{ f() }}", 1, 1, "plain name"),
        ("{{ 7*7 }}", 1, 1, "comes the name"),
        ("{{ {{ a }} }}", 1, 1, "comes the name"),
        ("{{ a | b }}", 1, 8, "fallback in quotes"),
        ('{{ a | "b }}', 1, 8, "never closed"),
        ('{{ a | "" }}', 1, 8, "empty"),
        ('{{ a | "{{b}}" }}', 1, 8, "without braces"),
        ('{{ a | "b" | "c" }}', 1, 1, "not closed"),
        ("a }} b", 1, 3, "without “{{”"),
        ("{% for x in y %}{{ x.y }}", 1, 17, "plain name"),
        ("{{ " + "a" * 61 + " }}", 1, 1, "comes the name"),
    ],
)
def test_a_broken_template_is_refused_with_the_place_and_what_to_do(
    template: str, line: int, column: int, says: str
) -> None:
    with pytest.raises(WordingError) as refused:
        parse(template)
    assert (refused.value.line, refused.value.column) == (line, column)
    assert says in str(refused.value)


def test_an_unknown_field_is_refused_and_the_nearest_suggested() -> None:
    known = {"first_name", "product", "shop"}
    with pytest.raises(WordingError, match="Did you mean “first_name”"):
        parse("Dear {{ firstname }}", known=known)
    with pytest.raises(WordingError, match="You can use: first_name, product, shop"):
        parse("Dear {{ xyzzy }}", known=known)
    assert parse("Dear {{ first_name }}", known=known).fields == ("first_name",)


def test_a_template_names_its_fields_and_those_it_cannot_do_without() -> None:
    template = parse('{{ b }} {{ a | "x" }} {{ a }} {{ c | "y" }}')
    assert template.fields == ("b", "a", "c")
    assert template.required == ("b", "a")


@pytest.mark.parametrize("value", ["", "   ", "\n\t", None])
def test_an_empty_field_without_fallback_stops_the_letter(value: str | None) -> None:
    with pytest.raises(MissingField, match="first_name") as missing:
        parse("Dear {{ first_name }},").render({"first_name": value} if value is not None else {})
    assert missing.value.field == "first_name"


@given(texts, names, words, texts)
def test_a_value_is_put_in_as_it_is_and_never_read_again(before: str, name: str, value: str, after: str) -> None:
    text = parse(f"{before}{{{{ {name} }}}}{after}").render({name: value})
    assert text == before + value.strip() + after


@given(names, st.sampled_from(["{{company.secret}}", "{{ other }}", "%(other)s", "{other}", "${other}"]))
def test_a_customer_called_like_a_field_is_only_a_strange_name(name: str, value: str) -> None:
    values = {"other": "SECRET", "company": "SECRET", name: value}
    text = parse(f"Dear {{{{ {name} }}}}").render(values)
    assert text == f"Dear {value}"
    assert check_ready("Hello", text)


def read(text: str) -> Template | WordingError:
    try:
        return parse(text)
    except WordingError as refused:
        return refused


@given(anything)
def test_any_text_is_read_or_refused_at_a_place_that_exists(text: str) -> None:
    answer = read(text)
    if isinstance(answer, WordingError):
        assert 1 <= answer.line <= text.count("\n") + 1
        assert 1 <= answer.column <= len(text) + 1
    else:
        assert answer.source == text
        assert "{{" not in text or answer.fields


@given(anything, words)
def test_what_is_read_can_be_rendered_with_all_its_fields(text: str, value: str) -> None:
    answer = read(text)
    if isinstance(answer, Template):
        rendered = answer.render(dict.fromkeys(answer.fields, value))
        assert rendered == text or answer.fields
        assert rendered.count(value.strip()) >= len(answer.fields)
        assert isinstance(check_ready(rendered, rendered), tuple)


@given(st.lists(st.tuples(texts, names, words), max_size=8), st.data())
def test_rendering_agrees_with_putting_the_pieces_together(
    pieces: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    values = {name: data.draw(words) for _, name, _ in pieces if data.draw(st.booleans())}
    source, expected = "", ""
    for text, name, fallback in pieces:
        plain = "".join(c for c in fallback if c not in '{}"\n').strip() or "x"
        source += f'{text}{{{{ {name} | "{plain}" }}}}'
        expected += text + (values.get(name, "").strip() or plain)
    assert parse(source).render(values) == expected


def test_letters_have_an_end() -> None:
    with pytest.raises(WordingError, match="the most"):
        parse("x" * (LONGEST_TEMPLATE + 1))
    with pytest.raises(WordingError, match="at most 500 fields"):
        parse("{{ a }}" * 501)
    with pytest.raises(LetterTooLong, match="Shorten"):
        parse("{{ a }}" * 500).render({"a": "é" * 100})
    assert len(parse("{{ a }}").render({"a": "x" * LARGEST_LETTER})) == LARGEST_LETTER


@pytest.mark.parametrize(
    "hostile",
    [
        "{" * LONGEST_TEMPLATE,
        "{{" * (LONGEST_TEMPLATE // 2),
        "{{ a" * (LONGEST_TEMPLATE // 4),
        '{{ a | "' * (LONGEST_TEMPLATE // 8),
        "{{ " + " " * (LONGEST_TEMPLATE - 3),
        "[" + "A " * (LONGEST_TEMPLATE // 2 - 1),
        "Dear" + " " * (LONGEST_TEMPLATE - 4),
        "%(" * (LONGEST_TEMPLATE // 2),
        "*|" * (LONGEST_TEMPLATE // 2),
        "[your" + "  a" * 10_000,
        "%" * LONGEST_TEMPLATE,
        "%abc" * (LONGEST_TEMPLATE // 4),
        "@@a" * (LONGEST_TEMPLATE // 3),
        "<your" + " a" * 10_000,
        "((your" + " a" * 10_000,
        "&#1" * (LONGEST_TEMPLATE // 3),
        "Sehr geehrter" + " " * 30_000,
        "Dear " + "X" * 30_000,
    ],
)
def test_hostile_texts_are_read_and_checked_in_no_time(hostile: str) -> None:
    started = time.perf_counter()
    read(hostile)
    check_ready("Hello", hostile)
    assert time.perf_counter() - started < 2  # usually some milliseconds; what is quadratic takes minutes


GOOD = "Dear Ann,\n\nthank you for coming by. How does the ring fit?\n\nYours, Tom"


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Thank you, Ann", GOOD),
        ("Thank you", GOOD.replace("Dear Ann,", "Hi there,")),
        ("Thank you", GOOD.replace("Dear Ann,", "Hi,")),
        ("Thank you", GOOD.replace("Dear Ann,", "Hello")),
        ("Thank you", GOOD.replace("Dear Ann,", "Good morning Ms. Berg,")),
        ("Your order [A-17]", "None of us forgot you. There is nothing null about it [sic]."),
        ("50 % off {really}"[:8], "Hello Nancy,\nthe size is 5 < 6 and 100 % wool [1]."),
        ("Thank you", "Hei Åse,\r\n\r\ntakk for handelen 🎉"),
        ("Thank you", "Dear Mr. Null-Karlsen,\nthank you."),
        ("Merci", "Bonjour Marie !\nmerci."),
        ("Merci", "Bonjour Madame,\nmerci."),
        ("Takk, Åse", "Hei Anna ,\ntakk. Se https://example.org/s?q=caf%C3%A9s%20og%20te&a=1 (og send oss 5 < 6)"),
        ("Danke", "Guten Tag Herr Müller,\ndanke."),
        ("Hello", "Dear Navneet,\nthank you @ the shop, 20%/30% off & more (see the list)."),
        ("Hello", "Hi Testa Testi,\nTODO a mitad de precio. kisses xxx"),
        ("Hello", "Beste Jan,\nbedankt."),
    ],
)
def test_a_good_letter_has_no_problem(subject: str, body: str) -> None:
    assert check_ready(subject, body) == ()


@pytest.mark.parametrize(
    ("subject", "body", "code", "where", "line"),
    [
        ("", GOOD, "empty", "subject", 1),
        (" \t", GOOD, "empty", "subject", 1),
        ("Hello", " \n ", "empty", "body", 1),
        ("Hello", "Dear ,\nthank you", "no_name", "body", 1),
        ("Hello", "Dear,\nthank you", "no_name", "body", 1),
        ("Hello", "\n\nHi  ,\nthank you", "no_name", "body", 3),
        ("Hello", "Hello !\nthank you", "no_name", "body", 1),
        ("Hello", "Dear Mr. ,\nthank you", "no_name", "body", 1),
        ("Hello", "Dear\n\nthank you", "no_name", "body", 1),
        ("Hello", "Hello None,\nthank you", "not_a_name", "body", 1),
        ("Hello", "Hello nan,\nthank you", "not_a_name", "body", 1),
        ("Hello", "Dear null\nthank you", "not_a_name", "body", 1),
        ("Hello", "Hi undefined!\nthank you", "not_a_name", "body", 1),
        ("Thank you, None", GOOD, "not_a_name", "subject", 1),
        ("Thank you {{ first_name }}", GOOD, "leftover", "subject", 1),
        ("Hello", GOOD + "\n{{ product", "leftover", "body", 6),
        ("Hello", GOOD + "\n{first_name}", "leftover", "body", 6),
        ("Hello", GOOD + "\n[NAME]", "leftover", "body", 6),
        ("Hello", GOOD + "\n[FIRST NAME]", "leftover", "body", 6),
        ("Hello", GOOD + "\n[Your name]", "leftover", "body", 6),
        ("Hello", GOOD + "\n[customer's product]", "leftover", "body", 6),
        ("Hello", GOOD + "\n*|FNAME|*", "leftover", "body", 6),
        ("Hello", GOOD + "\n<<name>>", "leftover", "body", 6),
        ("Hello", GOOD + "\n${name}", "leftover", "body", 6),
        ("Hello", GOOD + "\n%(name)s", "leftover", "body", 6),
        ("Hello", GOOD + "\n%FIRSTNAME%", "leftover", "body", 6),
        ("Thank you, ", GOOD, "no_name", "subject", 1),
        ("Thank you, !", GOOD, "no_name", "subject", 1),
        ("Takk", "Kjære ,\ntakk", "no_name", "body", 1),
        ("Takk", "God dag !\ntakk", "no_name", "body", 1),
        ("Danke", "Sehr geehrter Herr ,\ndanke", "no_name", "body", 1),
        ("Danke", "Guten Tag Frau,\ndanke", "no_name", "body", 1),
        ("Hello", "Dear Mr.,\nthank you", "no_name", "body", 1),
        ("Gracias", "Estimada Sra. ,\ngracias", "no_name", "body", 1),
        ("Hello", "Dear None Berg,\nthank you", "not_a_name", "body", 1),
        ("Takk", "Kjære Ukjent,\ntakk", "not_a_name", "body", 1),
        ("Hello", "Dear #NAME?,\nthank you", "not_a_name", "body", 1),
        ("Hello", "Hi FIRSTNAME,\nthank you", "not_a_name", "body", 1),
        ("Hello", "Dear Customer Name,\nthank you", "not_a_name", "body", 1),
        ("Hello", "Dear xxxx,\nthank you", "not_a_name", "body", 1),
        ("Hello", "Dear ____,\nthank you", "not_a_name", "body", 1),
        ("Hello", "Dear -,\nthank you", "not_a_name", "body", 1),
        ("Hello", "Dear test test,\nthank you", "not_a_name", "body", 1),
        ("Takk", GOOD + "\n[fornavn]", "leftover", "body", 6),
        ("Takk", GOOD + "\n[skriv linje her]", "leftover", "body", 6),
        ("Takk", GOOD + "\n%navn%", "leftover", "body", 6),
        ("Danke", GOOD + "\n[Vorname]", "leftover", "body", 6),
        ("Re: [Subject]", GOOD, "leftover", "subject", 1),
        ("Hello", GOOD + "\n<First Name>", "leftover", "body", 6),
        ("Hello", GOOD + "\n%%FirstName%%", "leftover", "body", 6),
        ("Hello", GOOD + "\n@@NAME@@", "leftover", "body", 6),
        ("Hello", GOOD + "\n((name))", "leftover", "body", 6),
        ("Hello", GOOD + "\n[object Object]", "leftover", "body", 6),
        ("Hello", GOOD + "\nfish &amp; chips", "leftover", "body", 6),
        ("Hello\nBcc: x@example.org", GOOD, "control", "subject", 1),
        ("Hello\x00", GOOD, "control", "subject", 1),
        ("Hello", GOOD + "\x07", "control", "body", 5),
        ("Hello", GOOD + "\u202egnp.exe", "control", "body", 5),
        ("Hello", GOOD + "\ud800", "control", "body", 5),
        ("Hello", "x" * (LARGEST_LETTER + 1), "too_long", "body", 1),
    ],
)
def test_a_letter_with_a_hole_cannot_leave(subject: str, body: str, code: str, where: str, line: int) -> None:
    problems = check_ready(subject, body)
    assert [(one.code, one.where) for one in problems if one.code == code] != []
    assert {(one.code.value, one.where, one.line) for one in problems} >= {(code, where, line)}
    assert all(one.sentence for one in problems)


@given(st.text(max_size=200), st.text(max_size=400))
def test_checking_any_letter_gives_an_answer_with_lines_that_exist(subject: str, body: str) -> None:
    for one in check_ready(subject, body):
        assert isinstance(one.code, ProblemCode)
        assert 1 <= one.line <= (subject if one.where == "subject" else body).count("\n") + 1
