"""Signatures, checked by another implementation on letters as a mail server received them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import dkim
import dns.resolver
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afterword.channels.email.dkim import (
    Algorithm,
    BadKey,
    NewKey,
    Signer,
    new_key,
    relaxed_body,
    setting_of,
    signed,
    signers_from,
)
from afterword.channels.email.message import compose
from afterword.channels.email.settings import BadSettings, mail_server
from afterword.channels.email.smtp import SmtpLine
from afterword.channels.port import Kind, Mailbox, Parcel
from tests.channels.email.conftest import WritesParcel
from tests.channels.email.test_message import EVIL, HEADER_TEXT, check_wire_format
from tests.servers.fixtures import RecordingServer
from tests.servers.names import name_server

DOMAIN = "frames.example"


@dataclass(frozen=True, slots=True)
class Ring:
    """Keys of one domain, as one setting, and what the DNS says of them."""

    setting: str
    texts: dict[str, list[str]]

    @property
    def signers(self) -> tuple[Signer, ...]:
        return signers_from(self.setting)


@cache
def pair(algorithm: Algorithm) -> NewKey:
    return new_key(algorithm)


def ring(*algorithms: Algorithm) -> Ring:
    keys = {f"aw-{one.value}": pair(one) for one in algorithms}
    return Ring(
        setting_of([(DOMAIN, selector, key.private) for selector, key in keys.items()]),
        {f"{selector}._domainkey.{DOMAIN}": [key.record] for selector, key in keys.items()},
    )


BOTH = ring(Algorithm.RSA, Algorithm.ED25519)


def by_table(texts: dict[str, list[str]]) -> Callable[..., bytes]:
    def answer(name: bytes, timeout: int = 5) -> bytes:
        return texts[name.decode().rstrip(".")][0].encode()

    return answer


def holds(raw: bytes, ask: Callable[..., bytes], signatures: int) -> bool:
    """Whether each of the letter's signatures is right; a letter with another number of them never is."""
    count = raw.lower().partition(b"\r\n\r\n")[0].count(b"dkim-signature:")
    try:
        return count == signatures and all(dkim.DKIM(raw).verify(idx=number, dnsfunc=ask) for number in range(count))
    except dkim.ValidationError:
        return False


def test_what_a_server_received_is_signed_by_keys_that_a_name_server_shows(
    recording_smtp: RecordingServer, parcel: WritesParcel
) -> None:
    letters = [
        parcel(1, text=".\n..\n...and dots  and\ttabs \n.\n\n."),
        parcel(2, text="Schöne Grüße aus Ålesund " * 100),
        parcel(3, text="x" * 200_000),
        parcel(4, subject="Grüße " * 40, recipient=Mailbox("Zoë Ångström-Øverland " * 4, "zoe@example.com")),
        parcel(5, reply_to=Mailbox("Rosa", "answers@frames.example"), in_reply_to="<a.b@example.com>"),
        parcel(6, text="short", unsubscribe_url=None, unsubscribe_mailto=None, footer="", automatic=False),
        parcel(7, sender=Mailbox("", "rosa@frames.example"), text="two\n\n\nblank lines   \n\n\n"),
    ]
    line = SmtpLine(mail_server({**recording_smtp.settings, "dkim": BOTH.setting}))
    for letter in letters:
        assert line.hand_over(letter) is None
        assert line.finish().kind is Kind.SENT
    line.close()
    received = recording_smtp.accepted()
    assert len(received) == len(letters)
    with name_server(BOTH.texts) as server:
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = [server.address], server.port

        def ask(name: bytes, timeout: int = 5) -> bytes:
            found = resolver.resolve(name.decode(), "TXT", lifetime=timeout)
            return b"".join(next(iter(found)).strings)

        for one in received:
            assert holds(one.raw, ask, 2), one.message_id


@pytest.mark.parametrize("algorithms", [(Algorithm.RSA,), (Algorithm.ED25519,), tuple(Algorithm)])
def test_each_kind_of_key_signs(algorithms: Sequence[Algorithm], parcel: WritesParcel) -> None:
    keys = ring(*algorithms)
    letter = signed(compose(parcel()), keys.signers, at=parcel().written_at)
    assert holds(letter.raw, by_table(keys.texts), len(algorithms))
    assert letter == signed(compose(parcel()), keys.signers, at=parcel().written_at)


def test_whatever_a_reader_sees_or_acts_on_is_covered(parcel: WritesParcel) -> None:
    letter = signed(compose(parcel(reply_to=Mailbox("", "a@frames.example"))), BOTH.signers, at=parcel().written_at)
    ask = by_table(BOTH.texts)
    assert holds(letter.raw, ask, 2)
    changes = [
        (b"Subject: Thank you", b"Subject: Thank me"),
        (b"\r\nTo: Tom", b"\r\nTo: Tim"),
        (b"Reply-To: a@", b"Reply-To: b@"),
        (b"List-Unsubscribe: <https://f", b"List-Unsubscribe: <https://g"),
        (b"One-Click", b"Two-Click"),
        (b"\r\nDate: Sun", b"\r\nDate: Mon"),
        (b"Message-ID: <f.", b"Message-ID: <g."),
        (b"multipart/alternative", b"multipart/mixed"),
        (b"walnut frame", b"walnut fr4me"),
        (b"\r\nFrom: ", b"\r\nFrom: Eve <eve@evil.example>\r\nFrom: "),
    ]
    for before, after in changes:
        changed = letter.raw.replace(before, after, 1)
        assert changed != letter.raw, before
        assert not holds(changed, ask, 2), before


def test_a_relay_may_fold_headers_and_change_blanks_at_the_ends_of_lines(parcel: WritesParcel) -> None:
    letter = signed(compose(parcel()), BOTH.signers, at=parcel().written_at).raw
    handled = letter.replace(b"Subject: Thank you, Tom", b"SUBJECT:  Thank you,\r\n\tTom ")
    handled = handled.replace(b"Write or ring.\r\n", b"Write  or ring. \t\r\n") + b"\r\n\r\n"
    assert handled != letter
    assert holds(handled, by_table(BOTH.texts), 2)


def test_signing_changes_nothing_but_the_top(parcel: WritesParcel) -> None:
    plain = compose(parcel())
    letter = signed(plain, BOTH.signers, at=parcel().written_at)
    assert letter.raw.endswith(plain.raw)
    assert (letter.envelope_from, letter.envelope_to) == (plain.envelope_from, plain.envelope_to)
    top = letter.raw.removesuffix(plain.raw)
    assert all(len(row) <= 78 for row in top.split(b"\r\n"))
    assert signed(plain, (), at=parcel().written_at) is plain


def _signed_letter_holds(parcel: Parcel) -> None:
    letter = signed(compose(parcel), ring(Algorithm.ED25519).signers, at=parcel.written_at)
    assert holds(letter.raw, by_table(BOTH.texts), 1)


@pytest.mark.parametrize("evil", EVIL)
def test_no_text_breaks_the_signature(parcel: WritesParcel, evil: str) -> None:
    _signed_letter_holds(
        parcel(
            subject=f"Hello {evil}",
            sender=Mailbox(evil, "rosa@frames.example"),
            recipient=Mailbox(evil, "tom@example.com"),
            text=f"A {evil}",
            business=evil,
            footer=evil,
        )
    )


@given(name=HEADER_TEXT, subject=HEADER_TEXT, text=st.text(max_size=300), footer=st.text(max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_text_can_be_signed(parcel: WritesParcel, name: str, subject: str, text: str, footer: str) -> None:
    _signed_letter_holds(
        parcel(recipient=Mailbox(name, "tom@example.com"), subject=f"S {subject}", text=text, footer=footer)
    )


def test_every_naughty_string_can_be_signed(parcel: WritesParcel, shared_data: Path) -> None:
    for one in json.loads((shared_data / "naughty_strings" / "blns.json").read_text("utf-8")):
        _signed_letter_holds(
            parcel(recipient=Mailbox(one, "tom@example.com"), subject=f"For {one}"[:900], text=one, footer=one)
        )


@given(st.lists(st.sampled_from([b" ", b"\t", b"\r\n", b"a", b".", b"  b"]), max_size=30))
def test_a_body_counts_as_the_standard_says(pieces: list[bytes]) -> None:
    body = b"".join(pieces)
    assert relaxed_body(body) == dkim.canonicalization.Relaxed.canonicalize_body(body) or not body.endswith(b"\r\n")


def test_a_header_of_a_signature_is_no_trouble_for_a_reader(parcel: WritesParcel) -> None:
    letter = signed(compose(parcel()), BOTH.signers[:1], at=parcel().written_at)
    top, _, rest = letter.raw.partition(b"To: Tom")
    assert top.startswith(b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;")
    check_wire_format(b"To: Tom" + rest)


def test_a_key_that_cannot_be_read_stops_the_account_and_says_what_to_do() -> None:
    for broken in ("no json", '[["frames.example", "aw", "AAAA"]]', '[["frames.example"]]'):
        with pytest.raises(BadKey, match="make a new one"):
            signers_from(broken)
        with pytest.raises(BadSettings, match="make a new one"):
            mail_server({"host": "localhost", "dkim": broken})


def test_keys_never_show() -> None:
    server = mail_server({"host": "localhost", "dkim": BOTH.setting})
    key = pair(Algorithm.RSA)
    for shown in (repr(server), repr(server.signers), repr(key)):
        assert key.private[60:90] not in shown
