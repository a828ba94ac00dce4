"""Touches per week as a small picture: the places of its bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 640, 140
#: Between two bars, as a share of a bar's room.
_GAP = 0.2


@dataclass(frozen=True, slots=True)
class Bar:
    """One week; measures in the picture's own units, written so that no locale changes them."""

    x: str
    y: str
    width: str
    height: str
    monday: date
    touches: int


@dataclass(frozen=True, slots=True)
class Picture:
    """All weeks; ``most`` is what the highest bar stands for."""

    bars: tuple[Bar, ...]
    most: int
    width: int = WIDTH
    height: int = HEIGHT


def picture_of(weeks: Sequence[tuple[date, int, int]]) -> Picture:
    """One bar for each (Monday, touches, minutes); at least one week."""
    most = max(1, *(touches for _, touches, _ in weeks))
    room = WIDTH / len(weeks)
    bars = []
    for place, (monday, touches, _minutes) in enumerate(weeks):
        height = HEIGHT * touches / most
        bars.append(
            Bar(
                f"{place * room + room * _GAP / 2:.2f}", f"{HEIGHT - height:.2f}", f"{room * (1 - _GAP):.2f}",
                f"{height:.2f}", monday, touches,
            )
        )  # fmt: skip
    return Picture(tuple(bars), most)
