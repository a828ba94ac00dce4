"""How well real mails are read: bounces of known reasons, answers of known own words, mails that break readers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from afterword.channels.inbound.files import read_mail_file
from afterword.channels.inbound.parsing import letter_of
from afterword.domain.inbound.kinds import Kind
from afterword.domain.inbound.reading import Read, read

#: File (both collections of plain mails have most of them) → how the sender's own words begin and end.
PLAIN: dict[str, tuple[str, str | tuple[str, ...]]] = {
    "correct_sig": ("this is an email with", "-- signature."),
    "email_1_1": ("Hi folks", "Java HTTP API."),
    "email_1_2": ("Hi,", "delete them all individually.\""),
    "email_1_3": ("Oh thanks.", "would be great."),
    "email_1_4": ("Awesome! I haven't had", "problem with it."),
    "email_1_5": ("One: Here's what I've got.", "for a while."),
    "email_1_6": ("I get proper rendering", "as well."),
    "email_1_7": (":+1:", ":+1:"),
    "email_1_8": ("I will reply under this one", "and under this."),
    "email_2_1": ("Outlook with", "a reply"),
    "email_2_2": ("Outlook with a reply", "directly above line"),
    "email_2_3": ("Outlook with a reply", ("above headers using unusual format", "directly above line")),
    "email_BlackBerry": ("Here is", "another email"),
    "email_bullets": ("test 2 this should list second", "and another"),
    "email_gmail": ("This is a test for inbox", "a github message."),
    "email_headers_no_delimiter": ("And", "another reply!"),
    "email_iPhone": ("Here is", "another email"),
    "email_multi_word_sent_from_my_mobile_device": ("Here is", "another email"),
    "email_one_is_not_on": ("Thank, this is", "when I run..."),
    "email_partial_quote_header": ("On your remote host you can run:", "the tunnel is not working."),
    "email_sent_from_my_not_signature": ("Here is another email", "then my mobile phone."),
    "email_sig_delimiter_in_middle_of_line": ("Hi there!", "kthxbai"),
    "greedy_on": ("On your remote host you can run:", "the tunnel is not working."),
    "pathological": ("I think you're onto something.", "get back to a computer."),
}  # fmt: skip
PAGES = {
    "apple_forward": "test\n\nblah",
    "apple_reply": "Foo\n\nBar",
    "gmail_forward": "test\n\nblah",
    "gmail_reply": "foo\n\nbar",
    "ios_mail_reply_unescaped_address": "Sounds good, I'll be there at 2.",
    "mailru_forward": "",
    "outlook_forward": "Original message\n\nMore text",
    "outlook_forward_unwrapped": "Hi Foo,\n\nHow are you doing?\n\nJohn",
    "outlook_forward_unwrapped_top": "Original message\n\nMore text",
    "thunderbird_forward": "",
    "yahoo_reply_unescaped_address": (
        "Thanks Jane, that looks great. One question on item 2 - can we ship it before Friday?\n\nDan"
    ),
}


@pytest.fixture(scope="module")
def bounces(shared_data: Path) -> dict[str, tuple[Read, list[dict[str, object]]]]:
    """Every bounce as we read it, with what is expected of it."""
    folder = shared_data / "email_bounces"
    expected = json.loads((folder / "sisimai_expected.json").read_text(encoding="utf-8"))
    return {name: (read_mail_file(folder / "sisimai" / name), wanted) for name, wanted in expected.items()}


def test_at_least_98_of_100_bounces_get_the_right_reason(
    bounces: dict[str, tuple[Read, list[dict[str, object]]]],
) -> None:
    wrong = [name for name, (found, wanted) in bounces.items() if not _is_right(found, wanted)]
    assert len(wrong) <= 0.02 * len(bounces), wrong


def _is_right(found: Read, wanted: list[dict[str, object]]) -> bool:
    return found.bounce is not None and str(found.bounce.reason) in {str(one["reason"]) for one in wanted}


def test_no_hard_bounce_is_missed_and_hardly_any_invented(
    bounces: dict[str, tuple[Read, list[dict[str, object]]]],
) -> None:
    hard = {name for name, (found, _) in bounces.items() if found.bounce and found.bounce.hard}
    wanted = {name for name, (_, expected) in bounces.items() if any(one["hardbounce"] for one in expected)}
    assert wanted - hard == set()
    assert len(hard - wanted) <= 2, hard - wanted


def test_bounces_complaints_and_absences_are_told_apart(
    bounces: dict[str, tuple[Read, list[dict[str, object]]]],
) -> None:
    meant = {"feedback": Kind.COMPLAINT, "vacation": Kind.AUTO_REPLY}
    wrong = {
        name: found.kind
        for name, (found, wanted) in bounces.items()
        if found.kind is not meant.get(str(wanted[0]["reason"]), Kind.BOUNCE)
    }
    assert wrong == {}


def test_no_machine_stops_a_plan(bounces: dict[str, tuple[Read, list[dict[str, object]]]]) -> None:
    assert [name for name, (found, _) in bounces.items() if found.stops_plans] == []


def test_each_bounce_names_the_address_that_failed(bounces: dict[str, tuple[Read, list[dict[str, object]]]]) -> None:
    nameless = [name for name, (found, _) in bounces.items() if found.kind is Kind.BOUNCE and not _address(found)]
    assert len(nameless) <= 1, nameless


def _address(found: Read) -> str:
    return found.bounce.address if found.bounce else ""


@pytest.mark.parametrize("collection", ["email-reply-parser", "email_reply_parser_gh"])
def test_the_own_words_of_plain_answers_are_found(shared_data: Path, collection: str) -> None:
    wrong = {}
    for path in sorted((shared_data / "email_replies" / collection).glob("*.txt")):
        if path.stem in PLAIN:
            begins, ends = PLAIN[path.stem]
            words = read_mail_file(path).own_words
            if not (words.startswith(begins) and words.endswith(ends) and ">" not in words and "wrote:" not in words):
                wrong[path.name] = words
    assert wrong == {}


@pytest.mark.parametrize("name", PAGES)
def test_the_own_words_of_html_answers_are_found(shared_data: Path, name: str) -> None:
    assert read_mail_file(shared_data / "email_replies" / "quotequail" / f"{name}.html").own_words == PAGES[name]


def test_every_persons_answer_is_known_bare_and_as_a_mail(shared_data: Path) -> None:
    head = b"From: Bo <bo@example.org>\nTo: shop@example.com\nSubject: Re: Your frame\nMIME-Version: 1.0\n"
    missed = []
    for path in sorted((shared_data / "email_replies").rglob("*.*")):
        kind = b"html" if path.suffix == ".html" else b"plain"
        mail = head + b"Content-Type: text/" + kind + b"; charset=utf-8\n\n" + path.read_bytes()
        if not (read_mail_file(path).stops_plans and read(letter_of(mail)).stops_plans):
            missed.append(path.name)
    assert missed == []


def test_no_odd_mail_breaks_the_reader(shared_data: Path) -> None:
    folders = (shared_data / "email_mime", shared_data / "naughty_strings", shared_data / "email_bounces" / "sisimai")
    paths = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in paths:
        raw = path.read_bytes()
        read(letter_of(raw))
        read(letter_of(raw[: len(raw) // 2].replace(b"\n", b"\r\n")))
    assert len(paths) > 400


def test_no_naughty_string_breaks_the_reader(shared_data: Path) -> None:
    strings = json.loads((shared_data / "naughty_strings" / "blns.json").read_text(encoding="utf-8"))
    for string in strings:
        octets = string.encode("utf-8", "surrogatepass")
        read(letter_of(octets))
        read(letter_of(b"From: " + octets + b"\nSubject: " + octets + b"\nContent-Type: " + octets + b"\n\n" + octets))
    assert strings
