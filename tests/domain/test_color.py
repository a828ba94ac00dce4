"""How light a color is: the figures of WCAG's own definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.color import contrast, luminance, parts_of


@pytest.mark.parametrize(
    ("color", "light"),
    [
        ("#000000", 0.0),
        ("#ffffff", 1.0),
        ("#ff0000", 0.2126),
        ("#00ff00", 0.7152),
        ("#0000ff", 0.0722),
        ("#777777", 0.1845),
    ],
)
def test_luminance_is_that_of_wcag(color: str, light: float) -> None:
    assert luminance(parts_of(color)) == pytest.approx(light, abs=0.0001)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#123456", "#123456", 1.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(luminance(parts_of(one)), luminance(parts_of(other))) == pytest.approx(ratio, abs=0.005)


@given(st.floats(0, 1), st.floats(0, 1))
def test_contrast_is_the_same_both_ways_and_between_1_and_21(one: float, other: float) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21
