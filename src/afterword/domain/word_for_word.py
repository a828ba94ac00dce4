"""When words become a robot's: the same text to more people than a person would write it to, within some days."""

from __future__ import annotations

import re
from collections.abc import Mapping
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


def most_within(people: Mapping[date, int], length: int) -> int:
    """The most people within ``length`` days that follow each other, from how many there are on each day."""
    most, within, last = 0, 0, 0
    days = sorted(people)
    for day in days:
        within += people[day]
        while (day - days[last]).days >= length:
            within -= people[days[last]]
            last += 1
        most = max(most, within)
    return most
