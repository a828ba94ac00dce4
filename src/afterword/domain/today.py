"""What to do first today, and what fits into the minutes one has."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Candidate:
    """One touch that may be done today; value in minor units of the business's currency, effort in minutes."""

    id: int
    last_day: date
    value_minor: int
    minutes: int
    customer_id: int | None = None


def order(candidates: Iterable[Candidate], today: date) -> list[Candidate]:
    """The candidates by deadline, what is overdue first; then by value at stake; then by id, so that it is stable."""
    return sorted(candidates, key=lambda one: (one.last_day >= today, one.last_day, -one.value_minor, one.id))


def fit(candidates: Iterable[Candidate], minutes: int) -> tuple[list[Candidate], list[Candidate]]:
    """What to do in `minutes`, and what is left over, both in the order given.

    Goes through the candidates in their order and takes what still fits: a long one that does not fit is left
    over, and a shorter one after it may still be taken.
    """
    chosen: list[Candidate] = []
    left_over: list[Candidate] = []
    remaining = minutes
    for one in candidates:
        if one.minutes <= remaining:
            remaining -= max(0, one.minutes)
            chosen.append(one)
        else:
            left_over.append(one)
    return chosen, left_over


@dataclass(frozen=True, slots=True)
class HeadCount:
    """How much a list asks for: touches, different people, those overdue, those whose last day is today, minutes."""

    touches: int
    people: int
    overdue: int
    last_chance: int
    minutes: int


def head_count(candidates: Iterable[Candidate], today: date) -> HeadCount:
    """The one line above a list; a touch without a customer counts as a person of its own."""
    everything = list(candidates)
    people = {one.customer_id for one in everything if one.customer_id is not None}
    return HeadCount(
        touches=len(everything),
        people=len(people) + sum(one.customer_id is None for one in everything),
        overdue=sum(one.last_day < today for one in everything),
        last_chance=sum(one.last_day == today for one in everything),
        minutes=sum(one.minutes for one in everything),
    )
