"""How cards lie on an office sheet: as many as fit, and each back behind its own front.

The sheet is turned whichever way takes more cards. On the second side the columns stand in reverse order, because the
sheet is turned over about its upright middle: the long edge of an upright sheet, the short edge of a wide one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from afterword.domain.cards.formats import INCH, CardFormat, Grid
from afterword.domain.trouble import Trouble

SHEETS: dict[str, tuple[float, float]] = {"a4": (210, 297), "letter": (8.5 * INCH, 11 * INCH)}
"""Width and height in millimeters, upright."""

_TOLERANCE = 0.01

Thing = TypeVar("Thing")


class TooBig(Trouble):
    """The card does not fit on the sheet."""


class FlipOn(StrEnum):
    """How the printer must turn the sheet for the second side."""

    LONG_EDGE = "long_edge"
    SHORT_EDGE = "short_edge"


@dataclass(frozen=True, slots=True)
class Imposition:
    """A sheet and the upper left corners of the cards on its first side, row by row, and on its second side."""

    width: float
    height: float
    fronts: tuple[tuple[float, float], ...]
    backs: tuple[tuple[float, float], ...]
    flip_on: FlipOn

    def __len__(self) -> int:
        return len(self.fronts)

    def sheets_for(self, cards: int) -> int:
        """How many sheets so many cards take."""
        return -(-cards // len(self.fronts))


def impose(card: CardFormat, sheet: str) -> Imposition:
    """As many of these as a sheet holds, edge to edge in its middle: two cuts part four cards. Raises TooBig."""
    if sheet not in SHEETS:
        raise TooBig(f"There is no sheet “{sheet}”. Choose one of: {', '.join(SHEETS)}.")
    upright = SHEETS[sheet]
    best = max((upright, (upright[1], upright[0])), key=lambda size: _count(card, size))
    columns, rows = _fitting(card, best)
    if not columns * rows:
        raise TooBig(f"“{card.title}” does not fit on a sheet of {sheet}. Print it on a sheet of its own size.")
    left, top = (best[0] - columns * card.width) / 2, (best[1] - rows * card.height) / 2
    fronts = tuple((left + c * card.width, top + r * card.height) for r in range(rows) for c in range(columns))
    backs = tuple(
        (left + (columns - 1 - c) * card.width, top + r * card.height) for r in range(rows) for c in range(columns)
    )
    flip = FlipOn.LONG_EDGE if best[1] >= best[0] else FlipOn.SHORT_EDGE
    return Imposition(best[0], best[1], fronts, backs, flip)


def label_places(grid: Grid) -> tuple[tuple[float, float], ...]:
    """The upper left corner of every label of a sheet, row by row."""
    return tuple(
        (grid.left + c * grid.across, grid.top + r * grid.down) for r in range(grid.rows) for c in range(grid.columns)
    )


def on_sheets(things: Sequence[Thing], places: int, *, skipped: int = 0) -> list[list[Thing | None]]:
    """Things by sheets of so many places; ``skipped`` places of the first sheet are used up already and stay None."""
    slots: list[Thing | None] = [None] * skipped + list(things)
    return [slots[start : start + places] for start in range(0, len(slots), places)]


def _fitting(card: CardFormat, size: tuple[float, float]) -> tuple[int, int]:
    return int((size[0] + _TOLERANCE) // card.width), int((size[1] + _TOLERANCE) // card.height)


def _count(card: CardFormat, size: tuple[float, float]) -> int:
    columns, rows = _fitting(card, size)
    return columns * rows
