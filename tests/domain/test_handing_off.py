"""Links that open a telephone's own programs: what each looks like, and that no words break one."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.handing_off import HAND_OFFS, CannotHandOff, can_hand_off, carries_words, link_for

ADDRESSES = {
    "phone": "+47 22 33 44 55",
    "sms": "+47 22 33 44 55",
    "whatsapp": "+47 22 33 44 55",
    "messenger": "ann.berg",
    "telegram": "@annberg",
    "signal": "+4722334455",
    "email": "ann@example.org",
}


@pytest.mark.parametrize(
    ("channel", "address", "link"),
    [
        ("phone", "+47 22 33 44 55", "tel:+4722334455"),
        ("phone", "(22) 33-44 55", "tel:22334455"),
        ("sms", "+47 22 33 44 55", "sms:+4722334455?&body=Hi%20Ann%2C%0Aall%20well%3F"),
        ("whatsapp", "+47 22 33 44 55", "https://wa.me/4722334455?text=Hi%20Ann%2C%0Aall%20well%3F"),
        ("messenger", "https://facebook.com/ann.berg/", "https://m.me/ann.berg?text=Hi%20Ann%2C%0Aall%20well%3F"),
        ("telegram", "@annberg", "https://t.me/annberg?text=Hi%20Ann%2C%0Aall%20well%3F"),
        ("telegram", "+47 22 33 44 55", "https://t.me/+4722334455?text=Hi%20Ann%2C%0Aall%20well%3F"),
        ("signal", "+47 22 33 44 55", "https://signal.me/#p/+4722334455"),
        (
            "email",
            "ann@example.org",
            "mailto:ann@example.org?subject=The%20ring%20%26%20you&body=Hi%20Ann%2C%0D%0Aall%20well%3F",
        ),
    ],
)
def test_a_link_for_each_program(channel: str, address: str, link: str) -> None:
    assert link_for(channel, address, "The ring & you", "Hi Ann,\r\nall well?") == link


def test_without_words_the_program_opens_all_the_same() -> None:
    assert link_for("sms", "+4722334455") == "sms:+4722334455"
    assert link_for("email", "ann@example.org") == "mailto:ann@example.org"
    assert link_for("whatsapp", "+4722334455") == "https://wa.me/4722334455"


def test_an_address_with_signs_of_its_own_stays_one_address() -> None:
    assert link_for("email", "a&b?cc=x@example.org") == "mailto:a%26b%3Fcc%3Dx@example.org"


def test_a_subject_is_one_line() -> None:
    assert "%0D" not in link_for("email", "ann@example.org", "Hi\r\nBcc: all@example.org", "")


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("sms", ""),
        ("sms", "none"),
        ("phone", "12345678901234567890"),
        ("whatsapp", "22 33 44 55"),
        ("messenger", "Ann Berg"),
        ("messenger", "@"),
        ("email", "ann"),
        ("email", "ann@"),
        ("email", "a b@example.org"),
        ("pigeon", "loft 3"),
    ],
)
def test_what_cannot_be_opened_is_a_sentence(channel: str, address: str) -> None:
    with pytest.raises(CannotHandOff) as trouble:
        link_for(channel, address, "", "Hi")
    assert str(trouble.value).endswith(".")


def test_words_that_are_too_long_say_by_how_much() -> None:
    with pytest.raises(CannotHandOff, match="Take out some 12"):
        link_for("email", "ann@example.org", "", "a" * (2_000 - len("mailto:ann@example.org?body=") + 12))
    assert len(link_for("email", "ann@example.org", "", "a" * (2_000 - len("mailto:ann@example.org?body=")))) == 2_000


def test_what_is_known_of_a_channel() -> None:
    assert can_hand_off("whatsapp")
    assert not can_hand_off("post")
    assert {key for key in HAND_OFFS if not carries_words(key)} == {"phone", "signal"}
    assert set(ADDRESSES) == set(HAND_OFFS)


def said(channel: str, link: str) -> str:
    """The words as the program reads them out of the link."""
    query = parse_qs(urlsplit(link).query, keep_blank_values=True, strict_parsing=False)
    return query.get("body", query.get("text", [""]))[0].replace("\r\n", "\n")


def check(channel: str, text: str) -> None:
    try:
        link = link_for(channel, ADDRESSES[channel], text, text)
    except CannotHandOff as trouble:
        assert "too long" in str(trouble)  # noqa: PT017 - the only trouble that words may be
        return
    assert link.isascii()
    assert not any(sign.isspace() or sign in "\"'<>\\^`{|}" for sign in link)
    parts = urlsplit(link)
    assert parts.scheme in ("tel", "sms", "https", "mailto")
    assert unquote(parts.path or parts.fragment)
    if carries_words(channel) and text.isprintable():
        assert said(channel, link) == text


@given(st.sampled_from(sorted(HAND_OFFS)), st.text())
def test_no_words_break_a_link(channel: str, text: str) -> None:
    check(channel, text)


@given(st.sampled_from(sorted(HAND_OFFS)), st.text())
def test_no_address_breaks_one(channel: str, address: str) -> None:
    try:
        link = link_for(channel, address, "Hi", "Hi & you")
    except CannotHandOff:
        return
    assert link.isascii()
    assert link.split(":", 1)[0] in ("tel", "sms", "https", "mailto")
    assert not any(sign.isspace() or sign in "\"'<>" for sign in link)
    assert urlsplit(link).netloc in ("", "wa.me", "m.me", "t.me", "signal.me")


def test_the_naughtiest_words_there_are(shared_data: Path) -> None:
    texts = json.loads((shared_data / "naughty_strings" / "blns.json").read_text(encoding="utf-8"))
    assert len(texts) > 400
    for text in texts:
        for channel in HAND_OFFS:
            check(channel, text)
