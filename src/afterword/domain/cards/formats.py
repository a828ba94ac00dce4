"""What can be printed: the trimmed size of each format and where the address and the words stand on it.

Millimeters, from the top left corner of the trimmed side. An inch is 25.4 mm.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

from afterword.domain.trouble import Trouble

INCH: Final = 25.4
BLEED: Final = 3.0
"""How far a picture runs over the edge, so that no white line shows where the knife is a little off."""


class BadFormat(Trouble):
    """A format nobody knows; says which there are."""


class Kind(StrEnum):
    """What a format is, which decides how many sides it has and what stands on them."""

    POSTCARD = "postcard"
    """Two sides: the picture, and the words beside the address."""
    FOLDED = "folded"
    """Two sides of one sheet that is folded once: back and front outside, the words inside on the right."""
    LETTER = "letter"
    """One side, more pages where the words need them; the address shows in the envelope's window."""
    LABEL = "label"
    """Addresses only, many on a sheet."""
    ENVELOPE = "envelope"
    """One address and the sender's."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle in millimeters; ``x`` and ``y`` are its left and upper edge."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Grid:
    """Labels on a sheet: how many across and down, where the first begins, and from one to the next."""

    sheet: tuple[float, float]
    columns: int
    rows: int
    left: float
    top: float
    across: float
    down: float


@dataclass(frozen=True, slots=True)
class CardFormat:
    """One format. ``address`` and ``words`` are None where the format has no such place."""

    key: str
    title: str
    kind: Kind
    width: float
    height: float
    address: Area | None = None
    words: Area | None = None
    bleed: float = BLEED
    #: The office sheet that it is usually printed on, ``sheets.SHEETS``.
    sheet: str = "a4"
    grid: Grid | None = None

    @property
    def sides(self) -> int:
        """How many sides each one has."""
        return 2 if self.kind in (Kind.POSTCARD, Kind.FOLDED) else 1

    @property
    def bears_address(self) -> bool:
        """Whether the address stands on the thing itself, so that no envelope needs one."""
        return self.address is not None


def _postcard(key: str, title: str, width: float, height: float, sheet: str) -> CardFormat:
    """Words on the left, the address on the right below the stamp, as the postal services ask."""
    half = round(width * 0.52, 1)
    margin = 6.0
    address = Area(half + 4, height * 0.44, width - half - 4 - margin, height * 0.42)
    words = Area(margin, margin, half - margin - 4, height - 2 * margin)
    return CardFormat(key, title, Kind.POSTCARD, width, height, address, words, sheet=sheet)


def _folded(key: str, title: str, width: float, height: float, sheet: str) -> CardFormat:
    """``width`` is that of the open sheet: twice the card's."""
    margin = 10.0
    words = Area(width / 2 + margin, margin, width / 2 - 2 * margin, height - 2 * margin)
    return CardFormat(key, title, Kind.FOLDED, width, height, None, words, sheet=sheet)


def _envelope(key: str, title: str, width: float, height: float) -> CardFormat:
    address = Area(width * 0.42, height * 0.48, width * 0.52, height * 0.42)
    return CardFormat(key, title, Kind.ENVELOPE, width, height, address, bleed=0)


_FORMATS = (
    _postcard("a6-postcard", "Postcard A6", 148, 105, "a4"),
    _postcard("us-postcard", "Postcard 6 × 4 in", 6 * INCH, 4 * INCH, "letter"),
    _folded("a6-greeting", "Greeting card A6, folded from A5", 210, 148, "a4"),
    _folded("us-greeting", "Greeting card 5 × 7 in, folded", 10 * INCH, 7 * INCH, "letter"),
    # DIN 5008, form B, which also fits the Nordic and British left windows.
    CardFormat(
        "a4-letter", "Letter A4, window envelope", Kind.LETTER, 210, 297,
        Area(25, 62.7, 80, 27.3), Area(25, 98, 160, 174), bleed=0,
    ),
    # The window of a No. 10 envelope: 7/8 in from the left, 1/2 in from below, 4 1/2 × 1 1/8 in.
    CardFormat(
        "us-letter", "Letter, No. 10 window envelope", Kind.LETTER, 8.5 * INCH, 11 * INCH,
        Area(1.0 * INCH, 2.1 * INCH, 4.1 * INCH, 0.95 * INCH), Area(1.0 * INCH, 3.6 * INCH, 6.5 * INCH, 6.4 * INCH),
        bleed=0, sheet="letter",
    ),
    CardFormat(
        "a4-labels", "Labels 63.5 × 38.1 mm, 21 on A4", Kind.LABEL, 63.5, 38.1, Area(4, 4, 55.5, 30.1), bleed=0,
        grid=Grid((210, 297), 3, 7, 7.25, 15.15, 66.0, 38.1),
    ),
    CardFormat(
        "us-labels", "Labels 2 5/8 × 1 in, 30 on Letter", Kind.LABEL, 2.625 * INCH, INCH,
        Area(3.5, 2.5, 2.625 * INCH - 7, INCH - 5), bleed=0, sheet="letter",
        grid=Grid((8.5 * INCH, 11 * INCH), 3, 10, 0.1875 * INCH, 0.5 * INCH, 2.75 * INCH, INCH),
    ),
    _envelope("c6-envelope", "Envelope C6", 162, 114),
    _envelope("dl-envelope", "Envelope DL", 220, 110),
    _envelope("us-envelope-10", "Envelope No. 10", 9.5 * INCH, 4.125 * INCH),
    _envelope("us-envelope-a7", "Envelope A7, for 5 × 7 in cards", 7.25 * INCH, 5.25 * INCH),
)  # fmt: skip

FORMATS: dict[str, CardFormat] = {one.key: one for one in _FORMATS}

#: Countries that use inches and Letter paper.
_IN_INCHES = frozenset({"US", "CA", "MX", "PH", "CO", "CL", "VE", "PR"})


def card_format(key: str) -> CardFormat:
    """The format of that key. Raises BadFormat, which names the nearest one."""
    found = FORMATS.get(key)
    if found is None:
        close = get_close_matches(key, FORMATS, 1)
        hint = f"Did you mean “{close[0]}”?" if close else f"Choose one of: {', '.join(FORMATS)}."
        raise BadFormat(f"There is no format “{key}”. {hint}")
    return found


def usual_format(country: str, kind: Kind = Kind.POSTCARD) -> CardFormat:
    """The format of this kind that a business in this country (ISO 3166 code) most likely prints."""
    inches = country.upper() in _IN_INCHES
    return next(one for one in _FORMATS if one.kind is kind and (one.sheet == "letter" or "us-" in one.key) is inches)
