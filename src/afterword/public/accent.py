"""A business's own color, made readable: dark enough on light paper, light enough on dark, with its ink."""

from __future__ import annotations

import re
from dataclasses import dataclass

from afterword.domain import color as light_and_dark

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_FALLBACK = "#2b4a9b"
_LIGHT_PAPER, _DARK_PAPER = (243, 245, 247), (18, 20, 25)
#: WCAG 2.2, 1.4.3: normal text.
_ENOUGH = 4.5

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Accent:
    """The color on light and on dark paper, each with the ink that is readable on it; all as ``#rrggbb``."""

    light: str
    light_ink: str
    dark: str
    dark_ink: str


def accent_of(color: str) -> Accent:
    """The business's color, moved towards black or white only as far as reading it asks. Anything else is our blue."""
    wanted = _rgb(color if _HEX.fullmatch(color) else _FALLBACK)
    light = _readable(wanted, on=_LIGHT_PAPER, towards=(0, 0, 0))
    dark = _readable(wanted, on=_DARK_PAPER, towards=(255, 255, 255))
    # What can be read on the paper can also carry the paper's color as its ink; white is lighter still.
    return Accent(_hex(light), "#ffffff", _hex(dark), _hex(_DARK_PAPER))


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio of two sRGB colors, 1 to 21 (WCAG 2.2)."""
    return light_and_dark.contrast(*(light_and_dark.luminance(part / 255 for part in color) for color in (one, other)))


def _readable(color: Rgb, *, on: Rgb, towards: Rgb) -> Rgb:
    for step in range(51):
        mixed = _mix(color, towards, step / 50)
        if contrast(mixed, on) >= _ENOUGH:
            return mixed
    return towards


def _mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _rgb(color: str) -> Rgb:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _hex(color: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)
