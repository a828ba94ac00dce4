"""Every text of every trade could leave as it stands: it renders for anybody, and a proud owner would sign it."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from afterword.domain.channel import Channel
from afterword.domain.contact import Purpose
from afterword.domain.wording import check_ready, parse
from afterword.plans.trades.fields import KNOWN_FIELDS
from afterword.plans.trades.trade_plan import TradeBook
from tests.plans.trades.customers import EVERYTHING, NOTHING, Text, books, texts

BANNED = {
    "en": (
        "valued customer", "dear customer", "dear sir", "hope this email", "hope this e-mail", "hope this finds",
        "finds you well", "hesitate", "reach out", "reaching out", "exciting", "excited", "thrilled", "delighted",
        "amazing", "awesome", "unique", "solution", "experience the", "touch base", "circle back", "just checking in",
        "at your earliest convenience", "we value", "your business is important", "exclusive", "limited time",
        "act now", "special offer", "journey", "passionate", "world-class", "leverage", "seamless",
        "look no further", "thank you for choosing us", "as a token", "kindly", "per our records", "click here",
        "unlock", "elevate", "vip",
    ),
    "nb": (
        "kjære kunde", "verdifull kunde", "verdsatte kunde", "ikke nøl", "nøl ikke", "ta gjerne kontakt", "spennende",
        "fantastisk", "unik", "løsninger", "skreddersydd", "eksklusiv", "i verdensklasse", "lidenskap", "reise sammen",
        "kundereise", "begrenset tid", "grip sjansen", "gå ikke glipp", "håper denne e-posten", "vi verdsetter",
        "klikk her", "nå ut", "touch", "feedback", "deadline", "sjekke inn", "tilbakemeldingen din er viktig",
        "som en takk for lojaliteten", "herved", "vedrørende", "undertegnede", "dem selv",
    ),
}  # fmt: skip

#: What makes a letter an advertisement: then its plan must say so.
SELLING = {
    "en": re.compile(r"%|\b(?:discount|off your next|sale price|coupon|promo|deal|cheaper)\b", re.IGNORECASE),
    "nb": re.compile(r"%|\b(?:rabatt\w*|avslag|kupong\w*|kampanje\w*|salgspris|billigere)\b", re.IGNORECASE),
}
LONGEST = {"email_subject": 12, "email_body": 120, "call_script": 130, "letter_body": 90}
SHORTEST = {"email_subject": 2, "email_body": 35, "call_script": 45, "letter_body": 25}
#: Letters of one language that the other does not have, and small words that only one of them has.
OTHER_LANGUAGE = {
    "en": re.compile(r"[æøåÆØÅ]|\b(?:og|ikke|hvis|eller|kunden)\b"),
    "nb": re.compile(r"\b(?:the|and|you|your|with|is|are|if|customer)\b", re.IGNORECASE),
}
#: Danish, Nynorsk, or an Anglicism where there is a Norwegian word.
NOT_BOKMAL = re.compile(
    r"\b(?:ikkje|eg|dykk|dykkar|korleis|kva|noko|kjem|blive|hvad|af|mig|dig|meget|endvidere|mail|mailen|email|e-mail"
    r"|booke|booking|service-?booking|jer|ligger til rette for at|i forhold til)\b",
    re.IGNORECASE,
)

every_book = pytest.mark.parametrize("book", books(), ids=lambda book: f"{book.trade}.{book.language}")
KNOWN_AND_UNKNOWN = ("everything", "nothing")


def rendered(text: Text, known: str) -> str:
    values = EVERYTHING[text.language] if known == "everything" else NOTHING
    return parse(text.source, known=KNOWN_FIELDS).render(values)


def words_in(text: str) -> int:
    return len(re.findall(r"[\w’'-]+", text))


def faults(book: TradeBook, is_wrong: re.Pattern[str]) -> list[str]:
    """Where a pattern is found in what customers or members would read."""
    return [
        f"{text}: {found[0]}"
        for text in texts(book)
        for known in KNOWN_AND_UNKNOWN
        if (found := is_wrong.search(rendered(text, known)))
    ]


@pytest.mark.parametrize("known", KNOWN_AND_UNKNOWN)
@every_book
def test_a_mail_and_a_letter_are_ready_for_whoever_it_is(book: TradeBook, known: str) -> None:
    looked_at = 0
    for plan in book.plans:
        for step in plan.steps:
            mails = [(step.words.email_subject, step.words.email_body), ("-", step.words.letter_body)]
            for subject, body in mails:
                if not body:
                    continue
                values = EVERYTHING[book.language] if known == "everything" else NOTHING
                finished = parse(subject).render(values), parse(body).render(values)
                assert check_ready(*finished) == (), f"{plan.slug}.{step.key}: {finished}"
                looked_at += 1
    assert looked_at >= 4


@every_book
def test_nobody_shouts(book: TradeBook) -> None:
    assert faults(book, re.compile(r"[!！]|\b[A-ZÆØÅ]{4,}\b|…|\.\.")) == []


@every_book
def test_nothing_is_said_that_a_robot_would_say(book: TradeBook) -> None:
    banned = re.compile("|".join(rf"\b{re.escape(phrase)}" for phrase in BANNED[book.language]), re.IGNORECASE)
    assert faults(book, banned) == []


@every_book
def test_a_book_keeps_to_its_language(book: TradeBook) -> None:
    values_left_out = [
        f"{text}: {found[0]}"
        for text in texts(book)
        if (found := OTHER_LANGUAGE[book.language].search(rendered(text, "nothing")))
    ]
    assert values_left_out == []
    if book.language == "nb":
        assert faults(book, NOT_BOKMAL) == []


@every_book
def test_subjects_fit_on_a_telephone(book: TradeBook) -> None:
    long = [
        (str(text), finished)
        for text in texts(book)
        for known in KNOWN_AND_UNKNOWN
        if text.kind == "email_subject" and len(finished := rendered(text, known)) > 60
    ]
    assert long == []


@every_book
def test_no_text_is_too_long_to_be_read_or_too_short_to_be_meant(book: TradeBook) -> None:
    counts = {
        (str(text), known): words
        for text in texts(book)
        for known in KNOWN_AND_UNKNOWN
        if not SHORTEST[text.kind] <= (words := words_in(rendered(text, known))) <= LONGEST[text.kind]
    }
    assert counts == {}


@every_book
def test_a_mail_and_a_letter_say_who_writes_and_are_signed(book: TradeBook) -> None:
    for text in texts(book):
        if text.kind in ("email_body", "letter_body"):
            assert "{{ business_name }}" in text.source, str(text)
            assert text.source.rstrip().endswith("\n{{ signature }}"), str(text)


@every_book
def test_a_signature_is_not_followed_by_the_same_name_again(book: TradeBook) -> None:
    twice = re.compile(rf"{re.escape(NOTHING['signature'])}\W+{re.escape(NOTHING['business_name'])}\W*$")
    found = [str(text) for text in texts(book) if twice.search(rendered(text, "nothing"))]
    assert found == []


@every_book
def test_a_call_script_gives_words_to_say_and_things_to_listen_for(book: TradeBook) -> None:
    said, heard = {"en": ("“", r"\b(?:listen|ask)"), "nb": ("«", r"\b(?:lytt|spør|hør)")}[book.language]
    for text in texts(book):
        if text.kind == "call_script":
            assert said in text.source, str(text)
            body = text.source.split("\n\n", 1)[1]
            assert re.search(heard, body, re.IGNORECASE), str(text)
            assert "{{ business_name }}" in text.source, str(text)


@every_book
def test_what_a_member_says_aloud_never_sends_them_to_a_screen(book: TradeBook) -> None:
    """A fallback such as “see the customer’s page” may stand beside the words to say, never among them."""
    spoken = {"en": r"“[^”]*”", "nb": r"«[^»]*»"}[book.language]
    to_a_screen = re.compile(r"\bsee the\b|\bse (?:kundens|pasientens|gjestens|notatet)")
    for text in texts(book):
        if text.kind == "call_script":
            said = " ".join(re.findall(spoken, rendered(text, "nothing")))
            assert not to_a_screen.search(said), f"{text}: {said}"


@every_book
def test_whoever_sells_says_that_it_is_advertising(book: TradeBook) -> None:
    word = {"en": "advertising", "nb": "reklame"}[book.language]
    for plan in book.plans:
        assert (word in plan.why) == (plan.purpose is Purpose.PROMOTION), plan.slug
    selling = {text.plan.slug for text in texts(book) if SELLING[book.language].search(rendered(text, "nothing"))}
    assert selling <= {plan.slug for plan in book.plans if plan.purpose is Purpose.PROMOTION}


@every_book
def test_why_is_one_sentence_that_names_the_time(book: TradeBook) -> None:
    for plan in book.plans:
        assert plan.why.endswith("."), plan.slug
        assert ". " not in plan.why, plan.slug
        assert re.search({"en": r"\bminutes?\b", "nb": r"\bminutt(?:er)?\b"}[book.language], plan.why), plan.slug


@every_book
def test_no_two_plans_share_a_sentence_beside_greetings(book: TradeBook) -> None:
    """Two plans that say the same thing to one customer give the machine away."""
    said: Counter[str] = Counter()
    for plan in book.plans:
        kinds = ("email_body", "letter_body", "call_script")
        bodies = "\n".join(getattr(step.words, kind) for step in plan.steps for kind in kinds)
        said.update({part.strip() for part in re.split(r"[.?:]\s|\n", bodies) if words_in(part) > 9})
    opening = re.compile(r"^(?:Ask for|Spør etter) \{\{ full_name")
    assert [part for part, times in said.items() if times > 1 and not opening.match(part)] == []


def test_every_proposed_field_is_used_and_described() -> None:
    used = {field for book in books() for text in texts(book) for field in parse(text.source).fields}
    assert {"thing", "service_day", "years_with_you", "last_visit"} <= used


def test_a_clinic_writes_nothing_about_what_was_done() -> None:
    """What a patient came for is nobody's business on a card, in a subject, or on an answering machine."""
    for book in books():
        if book.trade == "clinic":
            for text in texts(book):
                named = set(parse(text.source).fields) & {"product", "products", "thing", "inquiry"}
                assert not named, str(text)


def test_each_channel_has_words_and_a_missed_step_that_becomes_a_call_has_a_script() -> None:
    for book in books():
        for plan in book.plans:
            for step in plan.steps:
                assert bool(step.words.email_subject and step.words.email_body) == (Channel.EMAIL in step.channels)
                assert bool(step.words.letter_body) == (Channel.POST in step.channels)
                assert bool(step.words.call_script) or Channel.PHONE not in step.channels
