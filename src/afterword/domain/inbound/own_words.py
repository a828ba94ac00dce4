"""A writer's own words: without what is quoted, what a program added, and the signature."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from afterword.domain.inbound import footers, quotations
from afterword.domain.inbound.hypertext import as_text
from afterword.domain.inbound.letter import Letter

_MOST_LINES = 5000
_LONGEST_LINE = 20_000


class _Part(Enum):
    OWN = auto()
    QUOTED = auto()
    FOOTER = auto()


@dataclass(slots=True)
class _Line:
    text: str
    part: _Part = _Part.OWN


def own_words_of(letter: Letter) -> str:
    """What the sender wrote in this mail; nothing where all of it is somebody else's."""
    if letter.text.strip():
        return own_words(letter.text)
    text = as_text(letter.html)
    return own_words(text) or _only_indented(text)


def _only_indented(text: str) -> str:
    """A page that is indented as a whole and tells of nobody else's words: then the indentation is only a look."""
    bare = "\n".join(line.removeprefix("> ").removeprefix(">") for line in text.split("\n"))
    return own_words(bare) if own_words(bare).strip() == bare.strip() else ""


def own_words(text: str) -> str:
    """Of a plain text, the writer's own words, with the line breaks that they had."""
    lines = [_Line(line[:_LONGEST_LINE].rstrip()) for line in text.replace("\r\n", "\n").split("\n")[:_MOST_LINES]]
    _mark_quotations(lines)
    _mark_footers(lines)
    runs = ["\n".join(line.text for line in lines[start:end]).strip("\n") for start, end in _runs(lines)]
    return "\n\n".join(run for run in runs if run.strip()).rstrip()


def _mark_quotations(lines: list[_Line]) -> None:
    texts = [line.text for line in lines]
    place = 0
    while place < len(lines):
        after_quoted = place > 0 and lines[place - 1].part is _Part.QUOTED
        count = _quoted_from(texts, place, after_quoted=after_quoted)
        if count is None:
            for line in lines[_with_rule_above(texts, place) :]:
                line.part = _Part.QUOTED
            return
        for line in lines[place : place + count]:
            line.part = _Part.QUOTED
        place += count or 1


def _quoted_from(texts: list[str], place: int, *, after_quoted: bool) -> int | None:
    """How many lines from here on are somebody else's; None: all to the end."""
    here = texts[place]
    if quotations.is_quoted(here):
        return 1
    if quotations.is_of_a_service(here) or quotations.headers_of_quotation(texts, place):
        return None
    below = texts[place + 1] if place + 1 < len(texts) else ""
    if after_quoted and quotations.is_quoted(below) and quotations.goes_on(texts[place - 1], here):
        return 1
    head = quotations.head_of_quotation(texts, place)
    if head:
        return head if _is_marked_below(texts, place + head) else None
    return int(quotations.is_bare_head(here, below))


def _is_marked_below(texts: list[str], start: int) -> bool:
    """Is what follows quoted line by line? Then words between its lines may be the writer's again."""
    following = next((text for text in texts[start : start + 12] if text.strip()), "")
    return quotations.is_quoted(following)


def _with_rule_above(texts: list[str], start: int) -> int:
    """A rule that stands right above belongs to what it separates."""
    above = start - 1
    while above >= 0 and not texts[above].strip():
        above -= 1
    return above if above >= 0 and quotations.is_rule(texts[above]) else start


def _mark_footers(lines: list[_Line]) -> None:
    for start, end in _runs(lines):
        cut = _footer_in(lines, start, end)
        for line in lines[cut:end]:
            line.part = _Part.FOOTER


def _runs(lines: list[_Line]) -> list[tuple[int, int]]:
    """The stretches of own lines between what is quoted."""
    runs: list[tuple[int, int]] = []
    start = None
    for place, line in enumerate([*lines, _Line("", _Part.QUOTED)]):
        own = line.part is _Part.OWN
        if own and start is None:
            start = place
        elif not own and start is not None:
            runs.append((start, place))
            start = None
    return runs


def _footer_in(lines: list[_Line], start: int, end: int) -> int:
    """Where the footer of a stretch begins; its end where it has none."""
    for place in range(start, end):
        text = lines[place].text
        below = "\n".join(line.text for line in lines[place + 1 : min(place + 6, end)])
        if footers.is_delimiter(text) or footers.is_rule_of_a_list(text, below):
            end = place
            break
    return _without_last_lines(lines, start, end)


def _without_last_lines(lines: list[_Line], start: int, end: int) -> int:
    """Step back over what programs add and over a dashed name, as long as they are the last words."""
    while True:
        last = next((place for place in range(end - 1, start - 1, -1) if lines[place].text.strip()), None)
        if last is None:
            return end
        text = lines[last].text
        alone = last == start or not lines[last - 1].text.strip()
        begin = _paragraph_of(lines, start, last)
        if begin > start and footers.is_disclaimer(" ".join(line.text for line in lines[begin : last + 1])):
            end = begin
            continue
        if not (footers.is_of_a_program(text) or (alone and last > start and footers.is_dashed_name(text))):
            return end
        end = last


def _paragraph_of(lines: list[_Line], start: int, last: int) -> int:
    """The first line of the paragraph that ends at `last`."""
    begin = last
    while begin > start and lines[begin - 1].text.strip():
        begin -= 1
    return begin
