"""A new address is found where somebody tells of one, and nowhere else."""

from __future__ import annotations

import pytest

from afterword.domain.inbound.new_address import NewAddress, new_address_in


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("We moved! The new address is Kirkegata 4, 0153 Oslo.", NewAddress("post", "Kirkegata 4, 0153 Oslo")),
        ("My new address:\nKirkegata 4\n0153 Oslo\n\nAnn", NewAddress("post", "Kirkegata 4\n0153 Oslo")),
        ("Vi har flyttet til Storgata 12, 9008 Tromsø. Hilsen Bo", NewAddress("post", "Storgata 12, 9008 Tromsø")),
        ("Meine neue Adresse lautet Hauptstr. 5, 10115 Berlin", NewAddress("post", "Hauptstr. 5, 10115 Berlin")),
        (
            "Notre nouvelle adresse est 12 rue de la Paix, 75002 Paris.",
            NewAddress("post", "12 rue de la Paix, 75002 Paris"),
        ),
        ("My new e-mail address is ann.berg@example.org, thanks", NewAddress("email", "ann.berg@example.org")),
        ("Ny e-postadresse: ann@example.no", NewAddress("email", "ann@example.no")),
    ],
)
def test_a_told_address_is_found_as_written(words: str, found: NewAddress) -> None:
    assert new_address_in(words) == found


@pytest.mark.parametrize(
    "words",
    [
        "We moved to Oslo last week.",
        "What is your new address?",
        "Do you have the new address of the shop in town?",
        "Thank you, the address was right. We got it on 4 March.",
        "",
    ],
)
def test_news_without_an_address_suggest_nothing(words: str) -> None:
    assert new_address_in(words) is None
