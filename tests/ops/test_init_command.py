"""`afterword init`: a business without a screen, or a sentence about what is wrong and nothing founded."""

from __future__ import annotations

import json

import pytest

from afterword.businesses.models import Business
from afterword.ops.cli import main

TOLD = {
    "business": "Ünïcode ☕ 店", "trade": "shop", "timezone": "Europe/Oslo", "country": "no", "currency": "nok",
    "owner": "rosa@example.org",
}  # fmt: skip


def init(**told: str) -> int:
    return main(["init", *(word for name, value in (TOLD | told).items() for word in (f"--{name}", value)), "--json"])


def test_it_tells_the_slug_and_how_to_sign_in(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert init() == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"business", "name", "owner", "sign_in"}
    assert (told["business"], told["name"]) == ("unicode", "Ünïcode ☕ 店")
    founded = Business.objects.get(slug="unicode")
    assert (founded.country, founded.currency) == ("NO", "NOK")


def test_the_postal_address_is_taken_and_its_lack_is_said(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    words = [word for name, value in TOLD.items() for word in (f"--{name}", value)]
    assert main(["init", *words]) == 0
    assert "no postal address yet" in capsys.readouterr().out
    assert main(["init", *words, "--address", "3 Harbor Street\n0150 Oslo"]) == 0
    assert "no postal address" not in capsys.readouterr().out
    assert [one.postal_address for one in Business.objects.order_by("id")] == ["", "3 Harbor Street\n0150 Oslo"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("business", "  "), ("timezone", "Mars/Phobos"), ("country", "ZZ"), ("country", "EU"), ("country", "DD"),
        ("country", "Norway"), ("currency", "XXY"), ("owner", "rosa"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_said_and_nothing_is_founded(
    db: None, capsys: pytest.CaptureFixture[str], field: str, value: str
) -> None:
    assert init(**{field: value}) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert not Business.objects.exists()
