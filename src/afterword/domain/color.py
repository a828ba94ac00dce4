"""How light a color is, so that words on it can be read (WCAG 2.2, 1.4.3)."""

from collections.abc import Iterable


def parts_of(color: str) -> tuple[float, float, float]:
    """Red, green and blue of “#rrggbb”, each from 0 to 1."""
    return int(color[1:3], 16) / 255, int(color[3:5], 16) / 255, int(color[5:7], 16) / 255


def luminance(parts: Iterable[float]) -> float:
    """Relative luminance, 0 to 1, of sRGB parts from 0 to 1."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: float, other: float) -> float:
    """Contrast ratio of two luminances, 1 to 21."""
    high, low = max(one, other), min(one, other)
    return (high + 0.05) / (low + 0.05)
