"""A business's color stays readable, whatever it is."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from afterword.public.accent import accent_of, contrast
from tests.public.frame_shop import FrameShop


def rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


@given(st.integers(0, 0xFFFFFF).map("#{:06x}".format))
def test_every_color_can_be_read_on_light_and_on_dark(color: str) -> None:
    accent = accent_of(color)
    assert contrast(rgb(accent.light), (243, 245, 247)) >= 4.5
    assert contrast(rgb(accent.dark), (18, 20, 25)) >= 4.5
    assert contrast(rgb(accent.light), rgb(accent.light_ink)) >= 4.5
    assert contrast(rgb(accent.dark), rgb(accent.dark_ink)) >= 4.5


def test_a_color_that_can_be_read_is_left_as_it_is() -> None:
    assert accent_of("#2b4a9b").light == "#2b4a9b"


@pytest.mark.parametrize("nonsense", ["", "red", "#12345", "#zzzzzz", "url(x)", "#123456;}"])
def test_nonsense_becomes_our_blue(nonsense: str) -> None:
    assert accent_of(nonsense) == accent_of("#2b4a9b")


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == 21
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_only_the_business_s_own_color_is_served(frames: FrameShop) -> None:
    base = f"/{frames.business.slug}/p/accent-"
    answer = Client().get(f"{base}2b4a9b.css")
    assert answer["Content-Type"].startswith("text/css")
    assert b"--accent: light-dark(#2b4a9b" in answer.content
    assert Client().get(f"{base}ff0000.css").status_code == 404
