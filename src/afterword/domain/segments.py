"""How a text message is counted: the characters of the telephone network, and the pieces in which they travel.

Source: 3GPP TS 23.038, the default alphabet and its extension table (6.2.1), and UCS2; TS 23.040, 9.2.3.24.1: a piece
of several carries a header, so it holds 153 of the first or 67 of the second instead of 160 or 70.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "\f^{}\\[~]|€"

BASIC = frozenset(_BASIC)
"""Each takes one place."""
EXTENDED = frozenset(_EXTENDED)
"""Each takes two: an escape and itself; the two never lie in two pieces."""

GSM_ALONE, GSM_EACH = 160, 153
WIDE_ALONE, WIDE_EACH = 70, 67


@dataclass(frozen=True, slots=True)
class Count:
    """A text as it is billed: the places it takes in its alphabet, the pieces, and how many places the last has left.

    `is_wide`: some character is not of the telephone alphabet, so that all take two bytes; `wide_ones` names them, each
    once, in their order.
    """

    places: int
    pieces: int
    left: int
    is_wide: bool
    wide_ones: tuple[str, ...]


def count(text: str) -> Count:
    """Count a text. An empty one takes no piece."""
    wide_ones = tuple(dict.fromkeys(sign for sign in text if sign not in BASIC and sign not in EXTENDED))
    is_wide = bool(wide_ones)
    alone, each = (WIDE_ALONE, WIDE_EACH) if is_wide else (GSM_ALONE, GSM_EACH)
    sizes = [_places(sign, is_wide) for sign in text]
    places = sum(sizes)
    if places <= alone:
        return Count(places, int(places > 0), alone - places, is_wide, wide_ones)
    filled = list(_fill(sizes, each))
    return Count(places, len(filled), each - filled[-1], is_wide, wide_ones)


def pieces(text: str) -> list[str]:
    """The text as it travels: no piece ends within a character, be it an escape and its sign or a surrogate pair."""
    told = count(text)
    if told.pieces <= 1:
        return [text] if text else []
    each = WIDE_EACH if told.is_wide else GSM_EACH
    parts, part, room = [], "", each
    for sign in text:
        size = _places(sign, told.is_wide)
        if size > room:
            parts.append(part)
            part, room = "", each
        part += sign
        room -= size
    return [*parts, part]


def _places(sign: str, is_wide: bool) -> int:
    """In the telephone alphabet one or two; in UCS2 one for each 16 bits."""
    if is_wide:
        return 2 if ord(sign) > 0xFFFF else 1
    return 2 if sign in EXTENDED else 1


def _fill(sizes: list[int], each: int) -> Iterator[int]:
    """How many places of each piece are taken."""
    taken = 0
    for size in sizes:
        if taken + size > each:
            yield taken
            taken = 0
        taken += size
    yield taken
