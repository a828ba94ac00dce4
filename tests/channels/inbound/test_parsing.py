"""Whatever arrives becomes a letter."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.channels.inbound.parsing import letter_of
from afterword.domain.inbound.kinds import Kind
from afterword.domain.inbound.reading import read


def test_headers_texts_and_charsets_are_read() -> None:
    mail = EmailMessage()
    mail["From"] = "Bjørn Ås <bo@example.org>"
    mail["Subject"] = "Sv: Rammen på veggen"
    mail.set_content("Så fin!", charset="iso-8859-1")
    mail.add_alternative("<p>Så fin!</p>", subtype="html")
    letter = letter_of(mail.as_bytes())
    assert letter.header("from") == "Bjørn Ås <bo@example.org>"
    assert letter.header("subject") == "Sv: Rammen på veggen"
    assert (letter.text.strip(), letter.html.strip()) == ("Så fin!", "<p>Så fin!</p>")


def test_an_attached_text_is_not_what_was_written() -> None:
    mail = EmailMessage()
    mail["From"] = "bo@example.org"
    mail.set_content("Here is the list.")
    mail.add_attachment("1;2;3", subtype="csv", filename="list.csv")
    assert read(letter_of(mail.as_bytes())).own_words == "Here is the list."


def test_words_without_any_header_are_a_body() -> None:
    found = read(letter_of(b"Ja takk!\n\nDen 3. mars 2026 kl. 10:15 skrev Ann <a@b.example>:\n> Vil du?"))
    assert (found.kind, found.own_words) == (Kind.REPLY, "Ja takk!")


@pytest.mark.parametrize(
    "filling",
    [b"\n", b"> \n", b"a@", b"<div>", b"<<< 550 ", b"From: a\n", b"Received: from\n", b"On 1 ", b"550 said: "],
    ids=repr,
)
@pytest.mark.parametrize(
    "head", [b"", b"From: mailer-daemon@mx.example\nSubject: Undeliverable\n\n"], ids=["bare", "bounce"]
)
def test_no_mail_of_half_a_megabyte_takes_long(head: bytes, filling: bytes) -> None:
    begun = time.perf_counter()
    read(letter_of(head + filling * (500_000 // len(filling))))
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    "charset", ["utf-7", "unicode_escape", "raw_unicode_escape", "hex", "idna", "no-such", "utf-16"]
)
def test_a_strange_charset_makes_no_broken_characters(charset: str) -> None:
    octets = rb"Yes \ud800 +2AA- please \x00 xn--a"
    head = b"From: bo@example.org\nContent-Type: text/plain; charset=" + charset.encode()
    found = read(letter_of(head + b"\n\n" + octets))
    assert found.own_words.encode("utf-8")
    assert "\0" not in found.own_words


@given(st.binary(max_size=600))
def test_no_octets_raise(raw: bytes) -> None:
    read(letter_of(raw))


@given(st.text(max_size=300), st.text(max_size=80))
def test_no_header_or_text_raises(text: str, header: str) -> None:
    octets = header.encode("utf-8", "surrogatepass")
    raw = b"From: " + octets + b"\nContent-Type: multipart/report; boundary=" + octets + b"\n\n"
    read(letter_of(raw + text.encode("utf-8", "surrogatepass")))
