"""When words become a robot's: the same text to more people than a person would write it to, within some days."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

MOST_ALIKE = 20
ALIKE_DAYS = 7

_FIELD = re.compile(r"\{\{[^{}]{0,600}\}\}")
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Limit:
    """More than ``most`` people within ``days`` days hear the same; ``most`` None: nobody minds."""

    most: int | None = MOST_ALIKE
    days: int = ALIKE_DAYS

    def is_exceeded(self, people: int) -> bool:
        """Whether so many people, who get the same words within these days, are too many."""
        return self.most is not None and people > self.most


def words_alone(template: str) -> str:
    """The words of a template that are the same for everybody: without fields, marks, white space and capitals.

    Two templates with the same words alone are the same text, whatever is filled in.
    """
    return " ".join(_NO_WORD.sub(" ", _FIELD.sub(" ", template)).casefold().split())


def is_same_text(one: str, other: str) -> bool:
    """Whether two templates say the same, but for what is filled in."""
    return words_alone(one) == words_alone(other)


def most_within(days: Sequence[date], length: int) -> int:
    """The most of these days, in any order, that lie within ``length`` days of each other, both ends included."""
    ordered = sorted(day.toordinal() for day in days)
    return max((at + 1 - bisect_left(ordered, day - length + 1) for at, day in enumerate(ordered)), default=0)
