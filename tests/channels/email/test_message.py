"""An e-mail's bytes, read back by the standard library: each header once, nothing injected, both parts the same."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afterword.channels.email.letterhead import links_in
from afterword.channels.email.message import Unsendable, compose
from afterword.channels.port import Mailbox, Parcel
from tests.channels.email.conftest import WritesParcel

ONCE = ("From", "To", "Date", "Message-ID", "Subject", "MIME-Version", "Content-Type")
ALLOWED = {
    *(name.lower() for name in ONCE),
    "reply-to",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "auto-submitted",
    "x-auto-response-suppress",
    "feedback-id",
}
EVIL = (
    "Tom\r\nBcc: victim@example.com",
    "Tom\nBcc: victim@example.com",
    "Tom\rBcc: victim@example.com",
    "Tom\x00Bcc: victim@example.com",
    "Tom\u2028Bcc: victim@example.com",
    "Tom\u2029Bcc: victim@example.com",
    "Tom\x85Bcc: victim@example.com",
    "Tom\x0b\x0cBcc: victim@example.com",
    "=?utf-8?q?Tom=0D=0ABcc:_victim@example.com?=",
    "=?utf-8?b?VG9tDQpCY2M6IHZpY3RpbUBleGFtcGxlLmNvbQ==?=",
    '"Tom" <other@example.com>, "Eve',
    "Tom\\",
    'Tom "the frame" Reed',
    "Tom, Reed; Eve: <a@b.example>",
    "\u202egnp.exe",
    "\ud800 lone surrogate",
    "\r\n\r\nThe body begins here",
)
HEADER_TEXT = st.one_of(
    st.text(max_size=80),
    st.sampled_from(EVIL),
    st.text(alphabet='ab \r\n\t\x00:=?_<>@",;\\\u2028\x85é漢😀', max_size=60),
)


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


class Links(HTMLParser):
    """Collects where an HTML part leads, and the words it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src", "action")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def parts(message: EmailMessage) -> tuple[str, str, Links]:
    plain, designed = list(message.iter_parts())
    assert (plain.get_content_type(), designed.get_content_type()) == ("text/plain", "text/html")
    page = str(designed.get_content()).replace("\r\n", "\n")
    links = Links()
    links.feed(page)
    return str(plain.get_content()).replace("\r\n", "\n"), page, links


def check_wire_format(raw: bytes) -> EmailMessage:
    """What must hold for any letter whatever is in it; the letter as read back."""
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\0" not in raw
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    head = raw.partition(b"\r\n\r\n")[0]
    assert len(head) <= 16_384
    for line in head.split(b"\r\n"):
        assert re.match(rb"[A-Za-z-]+: ?|[ \t]+\S", line), line
    message = read(raw)
    names = [name.lower() for name, _ in message.items()]
    assert set(names) <= ALLOWED
    assert len(names) == len(set(names))
    assert not message.defects
    for name in ONCE:
        assert len(message.get_all(name, [])) == 1
    for value in message.values():
        assert "\r" not in value
        assert "\n" not in value
        assert not value.defects, (value, value.defects)
    for part in message.walk():
        assert not part.defects
    return message


def test_a_letter_is_one_multipart_alternative_with_each_header_once(parcel: WritesParcel) -> None:
    letter = compose(parcel())
    message = check_wire_format(letter.raw)
    assert message["From"] == "Rosa's Frames <rosa@frames.example>"
    assert message["To"] == "Tom Reed <tom1@example.com>"
    assert message["Subject"] == "Thank you, Tom"
    assert message["Message-ID"] == f"<f.{1:032x}.0@frames.example>"
    assert parsedate_to_datetime(message["Date"]) == datetime(2026, 11, 22, 9, 30, 5, tzinfo=UTC)
    assert message.get_content_type() == "multipart/alternative"
    assert (letter.envelope_from, letter.envelope_to) == ("rosa@frames.example", "tom1@example.com")
    assert not letter.needs_utf8
    assert letter.raw.isascii()


def test_the_same_parcel_makes_the_same_bytes_and_another_day_another_date(parcel: WritesParcel) -> None:
    assert compose(parcel()).raw == compose(parcel()).raw
    eastern = datetime(2026, 1, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-5)))
    message = read(compose(parcel(written_at=eastern)).raw)
    assert message["Date"] == "Sun, 01 Feb 2026 04:59:59 +0000"
    assert parsedate_to_datetime(message["Date"]) == eastern


def test_unsubscribing_takes_one_click_by_rfc_8058(parcel: WritesParcel) -> None:
    message = read(compose(parcel(promotional=True)).raw)
    assert message["List-Unsubscribe"] == "<https://frames.example/stop/0123456789abcdef>, <mailto:stop@frames.example>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    without_mail = read(compose(parcel(unsubscribe_mailto=None)).raw)
    assert without_mail["List-Unsubscribe"] == "<https://frames.example/stop/0123456789abcdef>"
    transactional = read(compose(parcel(unsubscribe_url=None, unsubscribe_mailto=None)).raw)
    assert transactional["List-Unsubscribe"] is None
    assert transactional["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize("missing", [{"footer": ""}, {"footer": " \n"}, {"unsubscribe_url": None}])
def test_a_promotion_without_postal_address_or_way_out_cannot_leave(
    parcel: WritesParcel, missing: dict[str, str | None]
) -> None:
    with pytest.raises(Unsendable, match="postal address"):
        compose(parcel(promotional=True, **missing))


def test_the_footer_and_the_way_out_are_visible_in_both_parts(parcel: WritesParcel) -> None:
    plain, _, links = parts(read(compose(parcel(unsubscribe_words="No more of these, please")).raw))
    for words in ("Rosa's Frames Ltd", "1 High Street, Bergen", "No more of these, please"):
        assert words in plain
        assert words in "".join(links.words)
    assert "https://frames.example/stop/0123456789abcdef" in plain
    assert links.found[-1] == "https://frames.example/stop/0123456789abcdef"


def test_both_parts_say_and_link_to_the_same(parcel: WritesParcel) -> None:
    text = (
        "Dear Tom,\n\nsee https://frames.example/care?a=1&b=<2> and (http://frames.example/walnut_(dark)).\n"
        "Or https://frames.example/ø/ärger!\n\nRosa & Co"
    )
    plain, page, links = parts(read(compose(parcel(text=text, footer="Rosa\nhttps://frames.example")).raw))
    assert links.found == links_in(plain)
    assert links.found[0] == "https://frames.example/care?a=1&b="
    shown = "".join(links.words)
    for line in text.split("\n"):
        assert line in shown.replace("\n", "") or not line
    assert page.count('<p style="margin:0 0 17px">') == 3


def test_automatic_letters_say_so_and_personal_ones_do_not(parcel: WritesParcel) -> None:
    automatic = read(compose(parcel(automatic=True)).raw)
    assert automatic["Auto-Submitted"] == "auto-generated"
    assert automatic["X-Auto-Response-Suppress"] == "All"
    assert automatic["Precedence"] is None
    personal = read(compose(parcel(automatic=False)).raw)
    assert personal["Auto-Submitted"] is None
    assert personal["X-Auto-Response-Suppress"] is None


@pytest.mark.parametrize("personal", ["thanks:tom@example.com:care", "a:b:c:d:e", "thanks:Tom Reed", "x\r\nBcc: y", ""])
def test_a_feedback_id_that_is_no_four_plain_words_is_left_out(parcel: WritesParcel, personal: str) -> None:
    assert read(compose(parcel(feedback_id=personal)).raw)["Feedback-ID"] is None
    assert read(compose(parcel()).raw)["Feedback-ID"] == "thanks:rosa:care:afterword"


@pytest.mark.parametrize("evil", EVIL)
def test_no_text_breaks_out_of_its_header(parcel: WritesParcel, evil: str) -> None:
    letter = parcel(
        subject=f"Hello {evil}",
        sender=Mailbox(evil, "rosa@frames.example"),
        recipient=Mailbox(evil, "tom@example.com"),
        reply_to=Mailbox(evil, "reply@frames.example"),
        business=evil,
        feedback_id=evil,
        unsubscribe_words=evil,
        footer=evil,
        language=evil,
        accent=evil,
    )
    message = check_wire_format(compose(letter).raw)
    for header, address in (
        ("To", "tom@example.com"),
        ("From", "rosa@frames.example"),
        ("Reply-To", "reply@frames.example"),
    ):
        assert [one.addr_spec for one in message[header].addresses] == [address]
        assert "victim" not in "".join(one.addr_spec for one in message[header].addresses)


@pytest.mark.parametrize(
    "change",
    [
        {"message_id": "<a@b.example>\r\nBcc: victim@example.com"},
        {"message_id": "no angle brackets"},
        {"unsubscribe_url": "https://frames.example/\r\nBcc: victim@example.com"},
        {"unsubscribe_url": "https://frames.example/>, <https://evil.example"},
        {"unsubscribe_url": "javascript:alert(1)"},
        {"unsubscribe_mailto": "stop@frames.example>\r\nBcc: victim@example.com"},
        {"unsubscribe_mailto": "stop@frames.example>, <mailto:x@evil.example"},
        {"recipient": Mailbox("Tom", "tom@example.com\r\nRCPT TO:<victim@example.com>")},
        {"recipient": Mailbox("Tom", "tom@example.com, victim@example.com")},
        {"recipient": Mailbox("Tom", "tom@example.com> SIZE=1")},
        {"recipient": Mailbox("Tom", "tom")},
        {"recipient": Mailbox("Tom", "")},
        {"recipient": Mailbox("Tom", "to\u200bm@example.com")},
        {"recipient": Mailbox("Tom", "t" * 65 + "@example.com")},
        {"recipient": Mailbox("Tom", "tom@-.example")},
        {"recipient": Mailbox("Tom", "tom@exa\u2028mple.com")},
        {"sender": Mailbox("Rosa", "rosa@@frames.example")},
        {"envelope_sender": "b\x00ounce@frames.example"},
        {"reply_to": Mailbox("Rosa", "rosa@frames.example\n")},
        {"subject": ""},
        {"subject": " \r\n\u200b "},
        {"subject": "x" * 901},
    ],
)
def test_what_cannot_be_made_harmless_is_refused_with_a_sentence(
    parcel: WritesParcel, change: dict[str, object]
) -> None:
    with pytest.raises(Unsendable) as refused:
        compose(parcel(**change))
    sentence = str(refused.value)
    assert sentence.isprintable()
    assert sentence.endswith(".")


@given(
    name=HEADER_TEXT, subject=HEADER_TEXT, text=st.text(max_size=300), business=HEADER_TEXT, footer=st.text(max_size=80)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_name_subject_and_text_make_a_proper_letter(
    parcel: WritesParcel, name: str, subject: str, text: str, business: str, footer: str
) -> None:
    letter = parcel(
        recipient=Mailbox(name, "tom@example.com"),
        sender=Mailbox(business, "rosa@frames.example"),
        subject=f"S {subject}",
        text=text,
        business=business,
        footer=footer,
    )
    message = check_wire_format(compose(letter).raw)
    assert [one.addr_spec for one in message["To"].addresses] == ["tom@example.com"]
    plain, _, links = parts(message)
    assert links.found == links_in(plain)


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_printable_text_arrives_unchanged(parcel: WritesParcel, text: str) -> None:
    letter = parcel(text=f"A{text}\n.{text}\n\n{text}Z", unsubscribe_url=None, unsubscribe_mailto=None, footer="")
    plain, _, links = parts(read(compose(letter).raw))
    assert plain.rstrip("\n") == letter.text
    assert "".join("".join(links.words).split()).endswith("".join(letter.text.split()))


@given(
    name=st.text(
        alphabet=st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1, max_size=100
    ),
    subject=st.text(alphabet=st.characters(exclude_categories=["C", "Z"], include_characters=" "), max_size=400),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_names_and_subjects_arrive_as_they_were_written(parcel: WritesParcel, name: str, subject: str) -> None:
    letter = compose(parcel(recipient=Mailbox(name, "tom@example.com"), subject=f"S{subject}E"))
    message = check_wire_format(letter.raw)
    # Read as RFC 2047 says: the newer parser of Python 3.11 leaves the folds between encoded words of a name in it.
    phrase = message_from_bytes(letter.raw)["To"].rpartition("<")[0].strip()
    assert re.sub(r'^"(.*)"$', r"\1", str(make_header(decode_header(phrase)))).replace("\\", "") == " ".join(
        name.split()
    ).replace("\\", "")
    assert message["Subject"] == " ".join(f"S{subject}E".split())
    for line in letter.raw.partition(b"\r\n\r\n")[0].split(b"\r\n"):
        assert len(line) <= 320 if b"<" in line else len(line) <= 78
        for word in re.findall(rb"=\?.*?\?=", line):
            assert len(word) <= 75


def test_every_naughty_string_is_harmless_everywhere(parcel: WritesParcel, shared_data: Path) -> None:
    naughty = json.loads((shared_data / "naughty_strings" / "blns.json").read_text("utf-8"))
    assert len(naughty) > 400
    for one in naughty:
        letter = parcel(
            recipient=Mailbox(one, "tom@example.com"),
            sender=Mailbox(one, "rosa@frames.example"),
            subject=f"For {one}"[:900],
            text=one,
            business=one,
            footer=one,
        )
        message = check_wire_format(compose(letter).raw)
        plain, page, links = parts(message)
        assert links.found == links_in(plain)
        assert "<script" not in page.lower()
        assert not re.search(
            r"<(?!/?(?:!doctype|html|head|meta|title|style|body|table|tr|td|p|br|a)\b)[a-z!/]", page.lower()
        )


def test_domains_become_a_labels_and_local_parts_beyond_ascii_ask_for_smtputf8(parcel: WritesParcel) -> None:
    international = compose(parcel(recipient=Mailbox("Jürgen", "info@Bücher.example")))
    assert international.envelope_to == "info@xn--bcher-kva.example"
    assert not international.needs_utf8
    assert international.raw.isascii()
    beyond = compose(parcel(recipient=Mailbox("Jürgen", "ju\u0308rgen@bücher.example")))
    assert beyond.envelope_to == "j\u00fcrgen@xn--bcher-kva.example"  # NFC
    assert beyond.needs_utf8
    assert b"To: =?utf-8?b?SsO8cmdlbg==?= <j\xc3\xbcrgen@xn--bcher-kva.example>\r\n" in beyond.raw


def test_a_bounce_address_is_the_envelopes_sender_and_no_header(parcel: WritesParcel) -> None:
    letter = compose(parcel(envelope_sender="b+7k2.m4c@bounce.frames.example"))
    assert letter.envelope_from == "b+7k2.m4c@bounce.frames.example"
    assert b"7k2" not in letter.raw


def test_long_lines_are_broken_and_come_back_whole(parcel: WritesParcel) -> None:
    for word in ("x" * 5000, "ä" * 5000, ("word " * 400).strip(), "https://frames.example/" + "y" * 1500):
        message = check_wire_format(compose(parcel(text=word)).raw)
        plain, page, _ = parts(message)
        assert word in plain
        assert word in html.unescape(page)


def test_the_body_cannot_end_the_part_it_stands_in(parcel: WritesParcel) -> None:
    raw = compose(parcel()).raw
    boundary = read(raw).get_boundary()
    assert boundary
    forged = parcel(text=f"One\n--{boundary}\nContent-Type: text/html\n\n<b>two</b>\n--{boundary}--")
    plain, _, _ = parts(check_wire_format(compose(forged).raw))
    assert boundary in plain


@pytest.mark.parametrize("accent", ["#ffff00", "#000000", "#aa3300", "red;}", "#fff", ""])
def test_the_businesss_color_is_readable_on_paper_and_in_the_dark(parcel: WritesParcel, accent: str) -> None:
    _, page, _ = parts(read(compose(parcel(accent=accent)).raw))
    on_paper = re.search(r'class="name" style="[^"]*color:(#[0-9a-f]{6})', page)
    in_the_dark = re.search(r"\.name, \.sheet a \{ color: (#[0-9a-f]{6})", page)
    assert on_paper
    assert in_the_dark
    assert contrast(on_paper[1], "#fdfdfb") >= 4.4
    assert contrast(in_the_dark[1], "#16181d") >= 5.8
    if accent == "#aa3300":
        assert on_paper[1] == accent


def contrast(one: str, other: str) -> float:
    """The contrast of two colors, 1 to 21, as WCAG 2.2 defines it."""

    def luminance(color: str) -> float:
        values = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_a_moment_without_a_zone_is_the_callers_mistake(parcel: WritesParcel) -> None:
    naive: Parcel = parcel(written_at=datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        compose(naive)
