"""Addresses stand as the country that they go to writes them."""

from __future__ import annotations

import pytest

from afterword.customers.postal import address_block

BOTHELL = "3761 N. 14th St\n98011 Bothell\nWashington\nUnited States"


@pytest.mark.parametrize(
    ("written", "home", "lines"),
    [
        ("Storgata 12\n0155 Oslo", "NO", ("Storgata 12", "0155 OSLO")),
        ("Storgata 12\n0155 Oslo\nNorway", "NO", ("Storgata 12", "0155 OSLO")),
        (BOTHELL, "US", ("3761 N. 14th St", "BOTHELL, WASHINGTON 98011")),
        (BOTHELL, "NO", ("3761 N. 14th St", "BOTHELL, WASHINGTON 98011", "UNITED STATES")),
        ("12 High Street\nFlat 2\nSW1A 1AA London\nUK", "GB", ("12 High Street", "Flat 2", "LONDON", "SW1A 1AA")),
        ("Hauptstr. 3\n80331 München\nGermany", "NO", ("Hauptstr. 3", "80331 MÜNCHEN", "GERMANY")),
        ("Rue 3\n75001 Paris\nFR", "FR", ("Rue 3", "75001 PARIS")),
        ("the white house by the church\nthird door", "NO", ("the white house by the church", "third door")),
        ("Box 7", "NO", ("Box 7",)),
    ],
)
def test_lines_stand_in_the_order_of_the_country(written: str, home: str, lines: tuple[str, ...]) -> None:
    assert address_block(("Ann Berg",), written, home=home) == ("Ann Berg", *lines)


def test_a_region_that_the_country_does_not_write_is_kept() -> None:
    lines = address_block(("A",), "Hauptstr. 3\n80331 München\nBayern\nGermany", home="DE")
    assert lines == ("A", "Hauptstr. 3", "Bayern", "80331 MÜNCHEN")


def test_a_name_stands_once() -> None:
    assert address_block(("Berg  AS", "Berg AS", ""), "Storgata 1\n0155 Oslo", home="NO")[:2] == (
        "Berg AS",
        "Storgata 1",
    )
