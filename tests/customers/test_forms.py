"""The short ways to folded text and phone numbers say the same as the long ones."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.customers.countries import country_code
from afterword.customers.naming import display_name, folded, folded_name, search_text
from afterword.customers.phones import normalize_phone
from afterword.domain.matching import name_key, search_key


@given(st.text(st.characters(max_codepoint=126), max_size=60))
def test_folding_plain_text_is_the_domain_s_folding(text: str) -> None:
    assert folded(text) == search_key(text)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_folding_plain_names_is_the_domain_s_name_key(text: str) -> None:
    assert folded_name(text) == name_key(text)


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_what_is_stored_always_fits(given_name: str, family: str, company: str) -> None:
    name = display_name(given=given_name, family=family, company=company)
    assert 0 < len(name) <= 200
    assert len(search_text(display=name, company=company, emails=[family], phones=[], keys=[])) <= 600


def by_the_library(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(number, 0) if phonenumbers.is_possible_number(number) else None


@given(
    st.sampled_from(["NO", "US", "GB", "DE", "FR", "SE", "DK", "IT", "AU", "JP", "IN", "BR", "MX", "AR", "NL", "RU"]),
    st.sampled_from(["", "0", "00", "+", "+47", "+1", "+44", "0049", "(0", "1"]),
    st.text("0123456789", min_size=4, max_size=13),
)
def test_numbers_read_by_their_shape_are_the_library_s_numbers(region: str, lead: str, digits: str) -> None:
    assert normalize_phone(lead + digits, region) == by_the_library(lead + digits, region)


@pytest.mark.parametrize(
    ("written", "region", "normal"),
    [
        ("22 22 55 55", "NO", "+4722225555"),
        ("0047 22225555", "NO", "+4722225555"),
        ("(212) 555-0123 ext. 4", "US", "+12125550123"),
        ("030-0074321", "DE", "+49300074321"),
        ("n/a", "NO", None),
        ("12", "NO", None),
    ],
)
def test_phone_numbers_as_people_write_them(written: str, region: str, normal: str | None) -> None:
    assert normalize_phone(written, region) == normal


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Norge", "NO"),
        ("norway", "NO"),
        ("NO", "NO"),
        ("USA", "US"),
        ("UK", "GB"),
        ("Deutschland", "DE"),
        ("Narnia", None),
    ],
)
def test_countries_as_people_write_them(written: str, code: str | None) -> None:
    assert country_code(written) == code
