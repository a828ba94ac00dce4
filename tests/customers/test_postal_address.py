"""An address taken apart as a printing service wants it, as people of many countries write it."""

from __future__ import annotations

import pytest

from afterword.customers.postal import postal_address
from afterword.domain.cards.addressing import PostalAddress

#: What is kept, the business's country, and street, town, region, code and country.
CASES = [
    ("Storgata 12\n0155 Oslo", "NO", ("Storgata 12",), "Oslo", "", "0155", "NO"),
    ("Storgata 12\n0155 Oslo\nNorway", "SE", ("Storgata 12",), "Oslo", "", "0155", "NO"),
    ("12 Main St\nPortland, OR 97201", "US", ("12 Main St",), "Portland", "OR", "97201", "US"),
    ("12 Main St\nPortland OR 97201-1234\nUSA", "NO", ("12 Main St",), "Portland", "OR", "97201-1234", "US"),
    (
        "Suite 4\n123 Main Street\nPortland, OR 97201",
        "US",
        ("Suite 4", "123 Main Street"),
        "Portland",
        "OR",
        "97201",
        "US",
    ),
    ("12 Main St\n97201 Portland\nOregon", "US", ("12 Main St",), "Portland", "Oregon", "97201", "US"),
    ("3 Harbour Street\nWhitby\nYO21 3PU", "GB", ("3 Harbour Street",), "Whitby", "", "YO21 3PU", "GB"),
    ("3 Harbour Street\nWhitby YO21 3PU", "GB", ("3 Harbour Street",), "Whitby", "", "YO21 3PU", "GB"),
    ("SW1A 1AA London", "GB", (), "", "", "", "GB"),
    ("10 Downing Street\nSW1A 2AA London", "GB", ("10 Downing Street",), "London", "", "SW1A 2AA", "GB"),
    ("1 Rue X\nMontreal, QC H2X 1Y4\nCanada", "US", ("1 Rue X",), "Montreal", "QC", "H2X 1Y4", "CA"),
    (
        "Hof 1\nHinterhaus\nbei Schmidt\n80331 München",
        "DE",
        ("Hof 1, Hinterhaus", "bei Schmidt"),
        "München",
        "",
        "80331",
        "DE",
    ),
    ("12 Queen St\nHong Kong", "HK", ("12 Queen St",), "Hong Kong", "", "", "HK"),
    ("Somewhere", "NO", (), "", "", "", "NO"),
    ("", "NO", (), "", "", "", "NO"),
]


@pytest.mark.parametrize(("written", "home", "lines", "city", "region", "code", "country"), CASES)
def test_an_address_is_taken_apart(
    written: str, home: str, lines: tuple[str, ...], city: str, region: str, code: str, country: str
) -> None:
    found = postal_address(("Ann Berg", "Berg & Sons"), written, home=home)
    assert found == PostalAddress("Ann Berg", "Berg & Sons", lines, city, region, code, country) or not (
        lines or found.is_complete
    )
    assert found.is_complete == bool(lines)
