"""Norwegian: every sentence has its translation, with the same places to fill in, and the pages speak it."""

from __future__ import annotations

import ast
import importlib
import re
from collections import Counter
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import set_script_prefix
from django.utils import translation

from afterword.accounts.actions import change_profile
from afterword.accounts.models import User
from afterword.businesses.models import Business
from afterword.customers.actions import Details, add_customer
from afterword.domain import giving_way
from afterword.domain.calling import CALL_ENDED_SENTENCES
from afterword.domain.day_moved import DAY_MOVED_SENTENCES
from afterword.domain.ended import ENDED_SENTENCES
from afterword.domain.not_begun import NOT_BEGUN_SENTENCES
from afterword.domain.reasons import MESSAGE_IDS
from afterword.domain.trouble import Trouble
from afterword.followups.rests import REST_SENTENCES
from afterword.web.notices import told
from afterword.web.said_below import CALLS_ENDED, DAYS_MOVED, ENDED, GAVE_WAY, NOT_BEGUN, REASONS, RESTS, TROUBLES
from afterword.web.said_elsewhere import SAID_ELSEWHERE
from afterword.web.signing_in.views import PASSWORD_BACKEND
from afterword.web.templatetags.frame import day, moment
from tests.setting.shop import Shop
from tests.web.catalogue import (
    SOURCE,
    catalogue,
    compile_catalogue,
    english,
    key,
    messages,
    norwegian,
    sentences_of_the_sources,
)
from tests.web.house import House
from tests.web.staff_urls import staff_urls

#: Whose sentences a screen may show when something went wrong.
ROOMS = ("accounts", "businesses", "channels", "customers", "followups", "imports", "sales")
WHAT_TO_DO = "Run `make messages`, write the Norwegian in src/afterword/locale/nb (each msgstr), then `make setup`"


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    compile_catalogue()


def test_every_sentence_of_the_sources_is_in_norwegian() -> None:
    written = {key(message) for message in messages() if all(norwegian(message))}
    sources = sentences_of_the_sources()
    missing = {one: where for one, where in sources.items() if one not in written}
    listed = "\n".join(f"  {where}: {sentence}" for (_context, sentence), where in missing.items())
    assert not missing, f"{len(missing)} sentences have no Norwegian.\n{listed}\n{WHAT_TO_DO}."
    kinds = Counter(where.rpartition(".")[2] for where in sources.values())
    assert min(kinds["py"], kinds["html"]) > 300


def test_no_translation_is_empty_or_only_guessed() -> None:
    empty = [english(message)[0] for message in messages() if not all(norwegian(message))]
    guessed = [english(message)[0] for message in messages() if message.fuzzy]
    assert (empty, guessed) == ([], []), WHAT_TO_DO
    assert catalogue().num_plurals == 2
    assert "n != 1" in catalogue().plural_expr


def test_a_translation_has_the_same_places_to_fill_in() -> None:
    wrong = []
    for message in messages():
        asked = [_places(form) for form in english(message)]
        given = [_places(form) for form in norwegian(message)]
        # The singular may say "one" instead of the number, or the number instead of "one".
        if given[-1] != asked[-1] or set(given[0]) - {*asked[0], *asked[-1]}:
            wrong.append((english(message), norwegian(message)))
    assert wrong == []


def test_a_translation_begins_and_ends_like_its_sentence() -> None:
    for message in messages():
        for ours, theirs in zip(english(message), norwegian(message), strict=True):
            assert (ours[:1].isspace(), ours[-1:].isspace()) == (theirs[:1].isspace(), theirs[-1:].isspace()), ours
            assert ours.count("\n") == theirs.count("\n"), ours
            assert "!" not in theirs, theirs


def test_what_the_rooms_below_say_is_named_for_the_catalogue() -> None:
    assert set(REASONS) == MESSAGE_IDS
    assert set(RESTS) == set(REST_SENTENCES.values())
    assert set(GAVE_WAY) == giving_way.MESSAGE_IDS
    assert set(DAYS_MOVED) == set(DAY_MOVED_SENTENCES.values())
    assert set(CALLS_ENDED) == set(CALL_ENDED_SENTENCES.values())
    assert set(ENDED) == set(ENDED_SENTENCES.values())
    assert set(NOT_BEGUN) == {one for sentences in NOT_BEGUN_SENTENCES.values() for one in sentences}
    assert _troubles() - set(SAID_ELSEWHERE) - set(TROUBLES) == set(), "Name these in web/said_below.py"
    assert len(_troubles()) > 30


def test_a_norwegian_member_reads_no_english(house: House, inside: Business) -> None:
    customer = add_customer(details=Details(given_name="Ann", family_name="Berg", email="ann@example.org"))
    member, foreign = _norwegian(house), _english_only()
    read = 0
    for url in staff_urls(customer_id=customer):
        answer = member.get(house.url(url.path))
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        texts = _texts(answer.content.decode())
        assert texts & foreign == set(), url.path
        read += 1
    assert read > 15


def test_the_rows_of_today_and_of_a_customer_are_norwegian(shop: Shop, client: Client) -> None:
    ann = shop.customer()
    shop.address(ann, "email", "ann@example.org")
    shop.owed(ann, shop.sale(ann, "Vase"))
    shop.owed(ann, channel="phone", mode="hand", window_last=shop.today)
    rosa = User.objects.get(email="rosa@example.org")
    change_profile(user=rosa, name="Rosa", language="nb")
    client.force_login(rosa, backend=PASSWORD_BACKEND)
    for path in ("", f"customers/{ann.pk}/", f"customers/{ann.pk}/touches", "forgotten", "calendar/"):
        assert _texts(client.get(f"/{shop.business.slug}/{path}").content.decode()) & _english_only() == set(), path
    desk = _texts(client.get(f"/{shop.business.slug}/").content.decode())
    assert {"Ann Berg venter på å høre fra deg", "Godkjenn", "i dag, siste dag", "hvorfor?"} <= desk
    set_script_prefix("/")


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("", "Hvem kjøpte av deg?"),
        ("customers/", "Kunder"),
        ("plans/", "Hvem som hører fra deg, og når"),
        ("bring-in/", "Slipp salgene dine her"),
        ("settings/", "Innstillinger"),
    ],
)
def test_the_pages_of_a_norwegian_member_are_norwegian(house: House, path: str, heading: str) -> None:
    page = _norwegian(house).get(house.url(path)).content.decode()
    assert '<html lang="nb"' in page
    assert heading in _texts(page)


def test_the_page_of_a_customer_is_norwegian(house: House, inside: Business) -> None:
    customer = add_customer(details=Details(given_name="Ann", family_name="Berg", email="ann@example.org"))
    page = _norwegian(house).get(house.url(f"customers/{customer}/")).content.decode()
    assert '<html lang="nb"' in page
    assert {"Hva som kommer", "Hva som har hendt"} <= _texts(page)


def test_a_stranger_whose_browser_speaks_norwegian_signs_in_in_norwegian(db: None) -> None:
    page = Client(headers={"accept-language": "nb"}).get("/sign-in").content.decode()
    assert '<html lang="nb"' in page
    assert "Logg inn" in _texts(page)


def test_trouble_is_told_in_the_readers_language(house: House, inside: Business) -> None:
    customer = add_customer(details=Details(given_name="Ann", family_name="Berg"))
    answer = _norwegian(house).post(house.url(f"customers/{customer}/note"), {"note": " "}, follow=True)
    assert "Skriv notatet ditt først." in _texts(answer.content.decode())


def test_trouble_with_values_is_told_in_the_readers_language(house: House, inside: Business) -> None:
    customer = add_customer(details=Details(given_name="Ann", family_name="Berg"))
    path = house.url(f"customers/{customer}/addresses")
    answer = _norwegian(house).post(path, {"channel": "phone", "value": "12"}, follow=True)
    assert "12 er ikke et telefonnummer. Skriv det som +47 22 22 55 55." in _texts(answer.content.decode())
    with translation.override("nb"):
        late = Trouble(
            "That is too late to do any good: %(last)s is the last day. Skip it instead?", last=date(2026, 5, 1)
        )
        assert told(late).startswith("Det er for sent til å gjøre noen nytte: 1. mai 2026 er siste dag.")


def test_days_are_written_as_each_language_does() -> None:
    with translation.override("nb"):
        assert day(date(2026, 11, 21)) == "21. november 2026"
    with translation.override("en"):
        assert day(date(2026, 11, 21)) == "21 November 2026"
        assert moment(datetime(2026, 11, 21, 14, 5, tzinfo=UTC)) == "21 November 2026, 14:05"


def _norwegian(house: House) -> Client:
    change_profile(user=house.owner, name=house.owner.name, language="nb")
    return house.as_role("owner")


def _english_only() -> set[str]:
    """The sentences that are another one in Norwegian, and no Norwegian one at the same time."""
    said = {english(message)[0]: norwegian(message)[0] for message in messages() if isinstance(message.id, str)}
    return {ours for ours, theirs in said.items() if ours != theirs} - set(said.values())


def _places(text: str) -> Counter[str]:
    return Counter(re.findall(r"%\(\w+\)[sd]|\{\w+\}|</?\w+>|#", text))


def _troubles() -> set[str]:
    """Every sentence that one of the rooms raises as Trouble and that is always the same."""
    said = set()
    for path in (path for room in ROOMS for path in (SOURCE / room).rglob("*.py")):
        name = ".".join(("afterword", *path.relative_to(SOURCE).with_suffix("").parts))
        held = vars(importlib.import_module(name.removesuffix(".__init__")))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or not call.args:
                continue
            raised = held.get(call.func.id)
            if isinstance(raised, type) and issubclass(raised, Trouble):
                said |= _said(call.args[0], held)
    return said


def _said(words: ast.expr, held: dict[str, object]) -> set[str]:
    if isinstance(words, ast.Name):
        sentence = held.get(words.id)
        return {sentence} if isinstance(sentence, str) else set()
    return {words.value} if isinstance(words, ast.Constant) and isinstance(words.value, str) else set()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()

    def handle_data(self, data: str) -> None:
        self.texts.add(" ".join(data.split()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts |= {
            value for name, value in attrs if value and name in ("aria-label", "title", "placeholder", "alt")
        }


def _texts(page: str) -> set[str]:
    """What a reader sees or hears: every piece of text, and the names of buttons and pictures."""
    reader = _Reader()
    reader.feed(page)
    return reader.texts - {""}
