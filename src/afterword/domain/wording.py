"""The merge language of the owners' templates, and the check that a finished letter may leave.

`{{ first_name }}` puts in a value, `{{ first_name | "there" }}` one with a fallback for when it is empty.
That is the whole language: no attributes, no calls, no loops. Text is read once from left to right, values
are put in as they are and never read again, so a customer who is called `{{company.secret}}` is only a
strange name.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from itertools import islice

from afterword.domain.trouble import Trouble

LONGEST_TEMPLATE = 32_768
"""Characters of a template."""
LARGEST_LETTER = 65_536
"""Bytes of a rendered text in UTF-8."""
LONGEST_NAME = 60
MOST_FIELDS = 500


class WordingError(Trouble):
    """A template that cannot be read; says where (line and column from 1) and what to do."""

    def __init__(self, sentence: str, line: int = 1, column: int = 1) -> None:
        super().__init__(f"Line {line}, column {column}: {sentence}")
        self.sentence, self.line, self.column = sentence, line, column


class LetterTooLong(WordingError):
    """The rendered text is larger than a letter may be."""


class MissingField(ValueError):
    """A field without a fallback has no value for this customer."""

    def __init__(self, field: str) -> None:
        super().__init__(
            f"“{field}” is empty for this customer. Fill it in, or give the template a fallback:"
            f' {{{{ {field} | "…" }}}}.'
        )
        self.field = field


@dataclass(frozen=True, slots=True)
class Field:
    """One place for a value; fallback None means that the value must be there."""

    name: str
    fallback: str | None


@dataclass(frozen=True, slots=True)
class Template:
    """A template read once, to be rendered many times."""

    source: str
    places: tuple[Field, ...]
    _frame: str
    _plan: tuple[tuple[str, str | None], ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The names it uses, each once, in the order of their first place."""
        return tuple(dict.fromkeys(place.name for place in self.places))

    @property
    def required(self) -> tuple[str, ...]:
        """The names that must have a value, because some place has no fallback."""
        return tuple(dict.fromkeys(place.name for place in self.places if place.fallback is None))

    def render(self, values: Mapping[str, str]) -> str:
        """The text for one customer. Values are trimmed; MissingField or LetterTooLong instead of a bad letter."""
        words: list[str] = []
        for name, fallback in self._plan:
            value = values.get(name)
            value = value.strip() if value else ""
            if not value:
                if fallback is None:
                    raise MissingField(name)
                value = fallback
            words.append(value)
        text = self._frame % tuple(words)
        if len(text) * 4 > LARGEST_LETTER:
            _refuse_too_long(text)
        return text


def _refuse_too_long(text: str) -> None:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > LARGEST_LETTER:
        raise LetterTooLong(f"The finished text has {size} bytes; {LARGEST_LETTER} is the most. Shorten it.")


_OPENING_QUOTES = {'"': '"', "'": "'", "“": "”", "”": "”", "„": "“", "«": "»", "‘": "’", "’": "’"}


def parse(text: str, known: Collection[str] | None = None) -> Template:
    """Read a template. With `known`, a name that is not among them is refused and the nearest one suggested.

    WordingError for anything but text and well-formed places. Takes time in proportion to the text.
    """
    if len(text) > LONGEST_TEMPLATE:
        raise WordingError(f"The text has {len(text)} characters; {LONGEST_TEMPLATE} is the most. Shorten it.")
    frame: list[str] = []
    places: list[Field] = []
    for literal, field, position in _pieces(text):
        frame.append(literal.replace("%", "%%"))
        if field is None:
            continue
        if known is not None and field.name not in known:
            raise _at(text, position, _unknown(field.name, known))
        if len(places) == MOST_FIELDS:
            raise _at(text, position, f"A text can have at most {MOST_FIELDS} fields.")
        frame.append("%s")
        places.append(field)
    plan = tuple((place.name, place.fallback) for place in places)
    return Template(text, tuple(places), "".join(frame), plan)


def _pieces(text: str) -> Iterator[tuple[str, Field | None, int]]:
    """Literal text, each time with the field after it (None at the end) and where that begins."""
    position = 0
    while True:
        opening = text.find("{{", position)
        literal_end = len(text) if opening < 0 else opening
        stray = text.find("}}", position, literal_end)
        if stray >= 0:
            raise _at(text, stray, "“}}” without “{{” before it. Remove it, or write {{ name }}.")
        if opening < 0:
            yield text[position:], None, len(text)
            return
        field, after = _field(text, opening)
        yield text[position:opening], field, opening
        position = after


def _field(text: str, opening: int) -> tuple[Field, int]:
    """The field that begins at `opening`, and the position after its braces."""
    position = _skip_spaces(text, opening + 2)
    start = position
    while position < len(text) and position - start <= LONGEST_NAME and _is_name_character(text[position]):
        position += 1
    name = text[start:position]
    if not name or not name[0].isalpha() or len(name) > LONGEST_NAME:
        raise _at(text, opening, "After “{{” comes the name of a field, such as {{ first_name }}.")
    position = _skip_spaces(text, position)
    fallback = None
    if text.startswith("|", position):
        fallback, position = _fallback(text, _skip_spaces(text, position + 1))
        position = _skip_spaces(text, position)
    if not text.startswith("}}", position):
        raise _at(text, opening, _what_is_wrong(text, position, name))
    return Field(name.lower(), fallback), position + 2


def _is_name_character(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


def _what_is_wrong(text: str, position: int, name: str) -> str:
    if position >= len(text):
        return f"“{{{{ {name}” is never closed. Add “}}}}”."
    if text[position] in ".([":
        return f"A field is a plain name: write {{{{ {name} }}}}."
    return f"“{{{{ {name}” is not closed where “{text[position]}” stands. Write {{{{ {name} }}}}."


def _fallback(text: str, position: int) -> tuple[str, int]:
    """The quoted fallback that begins at `position`, and the position after its closing quote."""
    quote = _OPENING_QUOTES.get(text[position : position + 1])
    if quote is None:
        raise _at(text, position, 'After “|” comes a fallback in quotes, such as {{ first_name | "there" }}.')
    closing = text.find(quote, position + 1)
    if closing < 0 or "\n" in text[position:closing]:
        raise _at(text, position, f"The fallback is never closed. End it with {quote} on the same line.")
    value = text[position + 1 : closing].strip()
    if not value:
        raise _at(text, position, "The fallback is empty. Write what is said when the field is empty.")
    if "{" in value or "}" in value:
        raise _at(text, position, "A fallback is plain text, without braces.")
    return value, closing + 1


def _skip_spaces(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\u00a0":
        position += 1
    return position


def _at(text: str, position: int, sentence: str) -> WordingError:
    before = text[:position]
    return WordingError(sentence, before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1)


def _unknown(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1, cutoff=0.5)
    if near:
        return f"There is no field “{name}”. Did you mean “{near[0]}”?"
    return f"There is no field “{name}”. You can use: {', '.join(sorted(known)[:12])}."


class ProblemCode(StrEnum):
    """What can be wrong with a finished letter."""

    EMPTY = "empty"
    LEFTOVER = "leftover"
    NO_NAME = "no_name"
    NOT_A_NAME = "not_a_name"
    CONTROL = "control"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps a letter from leaving: where (subject or body), the line from 1, and what was found."""

    code: ProblemCode
    where: str
    line: int
    found: str
    sentence: str


# Each pattern is linear: bounded repeats of classes that exclude their own end.
_WHAT_STOOD_THERE = (
    r"(?:your|their|the|customer|client|first|last|full|given|family|company|business|product|order|insert|subject"
    r"|ditt|din|kunde|kundens|sett inn|skriv|fornavn|etternavn|navn|firma|produkt|dato|emne"
    r"|ihr|vorname|nachname|kundenname|datum|betreff|prénom|nom|nombre|nome)"
)
_LEFTOVER = re.compile(
    r"\{\{|\}\}"
    r"|\{[^\W\d][\w .-]{0,60}\}"
    r"|\$\{[^{}\n]{1,60}\}"
    r"|%\([^()\n]{1,60}\)s|%[A-Z][A-Z_]{2,40}%|%{1,2}(?![0-9A-Fa-f]{2})[^\W\d_]\w{2,40}%{1,2}"
    r"|\*\|[^|\n]{1,60}\|\*"
    r"|<<[^<>\n]{1,60}>>|@@[^@\n]{1,60}@@"
    rf"|<(?i:{_WHAT_STOOD_THERE}(?:[ _'’-]{{1,3}}\w{{1,20}}){{0,3}}|name)>"
    r"|\[[A-Z_]{2,30}(?:[ _-][A-Z_]{1,30}){0,5}\]|\[object Object\]"
    rf"|\[(?i:{_WHAT_STOOD_THERE}(?:[ _'’-]{{1,3}}\w{{1,20}}){{0,4}}|name|date|amount|number|title)\]"
    rf"|\(\((?i:{_WHAT_STOOD_THERE}(?:[ _'’-]{{1,3}}\w{{1,20}}){{0,4}}|name)\)\)"
    r"|&(?:nbsp|amp|lt|gt|quot|#\d{1,5});"
    r"|\bLorem ipsum\b"
)
_MARKS = re.compile(r"[{}\[<%*$@&]")
_HIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff"
_INVISIBLE = re.compile(f"[{_HIDDEN}]")
_INVISIBLE_IN_SUBJECT = re.compile(f"[{_HIDDEN}\t\n\r]")
_MOST_SHOWN = 20
_GREETING = (
    r"(?:dear|hi|hello|hey|greetings|good (?:morning|afternoon|evening|day)|hallo|liebe|lieber|kjære|hei|hej"
    r"|god (?:dag|morgen|kveld|ettermiddag)|hyvä|moi|beste|geachte|sehr geehrter?|guten (?:tag|morgen|abend)"
    r"|bonjour|bonsoir|salut|cher|chère|hola|estimad[oa]|querid[oa]|ciao|car[oa]|gentile)"
)
_TITLE = r"(?:mr|mrs|ms|miss|dr|prof|herr|frau|fru|hr|sr|sra|dhr|mevr)"
_OPENS_A_LETTER = re.compile(rf"\s{{0,8}}(?P<word>{_GREETING})\b", re.IGNORECASE)
# What follows the greeting.
_NO_NAME = re.compile(
    rf"(?:\s{{1,20}}{_TITLE}\b\.?)?\s{{1,20}}[,!:.;]|\s{{1,20}}{_TITLE}\b\.?\s{{0,20}}[,!:;]", re.IGNORECASE
)
_NOTHING = re.compile(r"\s{0,20}[,!:.;]?\s{0,20}$")
_SUBJECT_BREAKS_OFF = re.compile(r",\s{0,20}[!.?]?\s{0,20}$")
_NOT_A_NAME = re.compile(
    r"(?<![\w-])(?:None|nan|NaN|NAN|null|NULL|undefined|n/a|N/A|#N/A|unknown|Unknown|UNKNOWN)(?=[\s,!.:;?]{0,3}(?:$|[,!.:;?]))"
)
_GREETS_NO_NAME = re.compile(
    r"\s{1,20}(?P<name>(?:None|NaN|nan|null|NULL|undefined|unknown|Unknown|Ukjent|ukjent"
    r"|Unbekannt|#N/A|#NAME\?|#REF!|#VALUE!|FIRST_?NAME|FIRSTNAME|NAME|FORNAVN|First ?[Nn]ame|Firstname|Fornavn|Vorname"
    r"|Customer [Nn]ame|Name|Navn|[Xx]{3,20}|[Tt]est [Tt]est|[-–—?…_.*]{1,20})(?![\w'’-]))"
)


def check_ready(subject: str, body: str) -> tuple[Problem, ...]:
    """What keeps this mail from leaving; empty means that it may.

    Looks at the finished words, whether they come from the template or from a value. So a customer whose
    recorded name holds braces is reported too, although braces in values are harmless: either the record is
    wrong or somebody is trying something, and in both cases a person must look before a letter greets them
    so.
    """
    return (*_check("subject", subject), *_check("body", body))


def _check(where: str, text: str) -> Iterator[Problem]:
    if not text.strip():
        yield Problem(ProblemCode.EMPTY, where, 1, "", f"The {where} is empty.")
        return
    if len(text) * 4 > LARGEST_LETTER and len(text.encode("utf-8", "replace")) > LARGEST_LETTER:
        yield Problem(ProblemCode.TOO_LONG, where, 1, "", f"The {where} is too long for a letter.")
    for found in _leftovers(text):
        sentence = f"A placeholder was left over in the {where}: {found[0]}"
        yield _problem(ProblemCode.LEFTOVER, where, text, found, sentence)
    for found in islice((_INVISIBLE_IN_SUBJECT if where == "subject" else _INVISIBLE).finditer(text), _MOST_SHOWN):
        sentence = f"The {where} holds an invisible character (U+{ord(found[0]):04X})."
        yield _problem(ProblemCode.CONTROL, where, text, found, sentence)
    yield from _check_greeting(where, text)


def _leftovers(text: str) -> Iterable[re.Match[str]]:
    """The first leftovers; most letters hold none of the characters, and are done with here."""
    if not _MARKS.search(text) and "((" not in text and "Lorem" not in text:
        return ()
    return islice(_LEFTOVER.finditer(text), _MOST_SHOWN)


def _check_greeting(where: str, text: str) -> Iterator[Problem]:
    """The name in the first line that has words, and in the whole subject."""
    start = len(text) - len(text.lstrip())
    first = text[start:].split("\n", 1)[0][:500]
    line = text.count("\n", 0, start) + 1
    opening = _OPENS_A_LETTER.match(first)
    rest = first[opening.end() :] if opening else ""
    if opening and (missing := _greets_nobody(opening["word"], rest)) is not None:
        found = first[: opening.end()] + missing
        yield Problem(ProblemCode.NO_NAME, where, line, found, f"The {where} greets nobody: “{found.strip()}”")
    elif where == "subject" and _SUBJECT_BREAKS_OFF.search(first):
        yield Problem(ProblemCode.NO_NAME, where, line, first, f"The {where} greets nobody: “{first.strip()}”")
    wrong = {found[0]: None for found in _NOT_A_NAME.finditer(first)} if opening or where == "subject" else {}
    if opening and (no_name := _GREETS_NO_NAME.match(rest)):
        wrong[no_name["name"]] = None
    for found in wrong:
        sentence = f"“{found}” stands where a name should be in the {where}."
        yield Problem(ProblemCode.NOT_A_NAME, where, line, found, sentence)


def _greets_nobody(greeting: str, rest: str) -> str | None:
    """What stands in place of a name after a greeting; None: a name, or nothing where none is needed ("Hi,")."""
    missing = _NO_NAME.match(rest)
    if missing is None and greeting.lower() == "dear":
        missing = _NOTHING.match(rest)
    return missing[0] if missing else None


def _problem(code: ProblemCode, where: str, text: str, found: re.Match[str], sentence: str) -> Problem:
    return Problem(code, where, text.count("\n", 0, found.start()) + 1, found[0], sentence)
