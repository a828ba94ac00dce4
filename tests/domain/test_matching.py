"""Who is the same person: a table, what holds for any pair, and the known duplicates of FEBRL."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.matching import (
    Identity,
    Match,
    MatchKind,
    MatchReason,
    compare,
    compatible_names,
    match,
    name_key,
    normalize_email,
    search_key,
)

texts = st.text(max_size=30)
people = st.builds(
    Identity,
    source=st.sampled_from(["", "till", "shop"]),
    key=st.sampled_from(["", "1", "2"]),
    given=st.sampled_from(["", "Ann", "Anna", "Tom", "J.", "JON"]),
    family=st.sampled_from(["", "Berg", "berg", "Yang", "O'Brien", "OBrien"]),
    name=st.sampled_from(["", "", "", "Berg, Ann", "日本"]),
    email=st.sampled_from(["", "", "a@example.org", "b@example.org"]),
    phone=st.sampled_from(["", "", "+4722334455", "+4722334456"]),
    birth_date=st.sampled_from([None, date(1980, 1, 2), date(1980, 2, 1), date(1990, 5, 5)]),
    postal_code=st.sampled_from(["", "0150", "0151"]),
    street=st.sampled_from(["", "Main St 1", "Main Street 1"]),
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("JON  Yang ", "jon yang"),
        ("Åse Sørensen", "ase sorensen"),
        ("Straße", "strasse"),
        ("ﬁnn", "finn"),
        ("Ｗｉｄｅ", "wide"),
        ("İstanbul", "istanbul"),
        ("Łódź", "lodz"),
        ("Nguyễn", "nguyen"),
        ("Ærlig Œuvre", "aerlig oeuvre"),
        ("Ǽ Ǿ", "ae o"),
        ("", ""),
    ],
)
def test_search_looks_past_case_accents_and_width(text: str, key: str) -> None:
    assert search_key(text) == key


@given(texts)
def test_a_search_key_is_its_own_search_key(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


def test_the_search_key_of_every_single_character_is_its_own() -> None:
    keys = {search_key(f"x{chr(point)}x") for point in range(0x30000)}
    assert [key for key in keys if search_key(key) != key] == []


@given(texts)
def test_capitals_do_not_change_a_search_key_of_a_plain_name(text: str) -> None:
    plain = "".join(c for c in text if c.isascii())
    assert search_key(plain.upper()) == search_key(plain.lower())


@pytest.mark.parametrize(
    ("one", "other"),
    [("Yang, Jon", "JON YANG"), ("O'Brien Pat", "pat obrien"), ("Jean-Luc Müller", "muller jean luc")],
)
def test_a_name_key_does_not_mind_order_and_marks(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Ann@Example.ORG ", "ann@example.org"),
        ("<ann@example.org>", "ann@example.org"),
        ("mailto:ann@example.org", "ann@example.org"),
        ("ann@example.org.", "ann@example.org"),
        ("ann+ring@example.org", "ann+ring@example.org"),
        ("ａnn@example.org", "ann@example.org"),
        ("ann@bücher.example", "ann@bücher.example"),
        ("ann", None),
        ("ann@localhost", None),
        ("a b@example.org", None),
        ("a@b@example.org", None),
        ("@example.org", None),
        ("ann@", None),
        ("ann@.org", None),
        ("ann@-x.org", None),
        ("a" * 65 + "@example.org", None),
        ("ann@example.org\x00", None),
        ("", None),
    ],
)
def test_addresses_are_compared_in_one_form(text: str, address: str | None) -> None:
    assert normalize_email(text) == address


@given(texts)
def test_a_compared_address_is_its_own_form(text: str) -> None:
    for candidate in (text, f"{text}@example.org"):
        address = normalize_email(candidate)
        assert address is None or normalize_email(address) == address


ANN = Identity(source="till", key="1", given="Ann", family="Berg", email="ann@example.org", phone="+4722334455")


@pytest.mark.parametrize(
    ("other", "kind", "reason"),
    [
        (Identity(source="till", key="1", given="Someone", family="Else"), "same", "source_key"),
        (Identity(source="shop", key="1", given="Tom", family="Lee"), "new", "different"),
        (Identity(given="ANN", family="BERG", email="ann@example.org"), "same", "email"),
        (Identity(given="A.", family="Berg", email="ann@example.org"), "same", "email"),
        (Identity(name="Berg, Ann", email="ann@example.org"), "same", "email"),
        (Identity(email="ann@example.org"), "same", "email"),
        (Identity(given="Ann", family="Berg", phone="+4722334455"), "same", "phone"),
        (Identity(given="Tom", family="Berg", email="ann@example.org"), "unsure", "email_other_name"),
        (Identity(given="Tom", family="Berg", phone="+4722334455"), "unsure", "phone_other_name"),
        (Identity(source="till", key="2", given="Ann", family="Berg", email="ann@example.org"), "unsure", "two_keys"),
        (Identity(given="Ann", family="Berg"), "new", "different"),
        (Identity(given="Ann", family="Berg", email="other@example.org"), "new", "different"),
    ],
)
def test_ann_and_the_others(other: Identity, kind: str, reason: str) -> None:
    found = compare(ANN, other)
    assert (found.kind, found.reason) == (kind, reason)


@pytest.mark.parametrize(
    ("one", "other", "compatible"),
    [
        ("Ann Berg", "BERG ANN", True),
        ("Ann Berg", "Ann B. Berg", True),
        ("A. Berg", "Ann Berg", True),
        ("Ann Berg", "Tom Berg", False),
        ("Ann Berg", "Ann Lee", False),
        ("Alex Berg", "Alexander Berg", True),
        ("Al Berg", "Alexander Berg", False),
        ("A. B.", "Ann Berg", False),
        ("", "Ann Berg", True),
        ("Jon O'Brien", "Jon OBrien", True),
        ("Berg", "Ann Berg", True),
    ],
)
def test_two_names_can_be_one_persons_unless_they_contradict(one: str, other: str, compatible: bool) -> None:
    assert compatible_names(Identity(name=one), Identity(name=other)) is compatible


def test_a_couple_at_one_address_is_two_people() -> None:
    home = {"family": "Berg", "postal_code": "0150", "street": "Main Street 1"}
    assert compare(Identity(given="Ann", **home), Identity(given="Thomas", **home)).kind is MatchKind.NEW
    assert compare(Identity(given="Ann", **home), Identity(given="Anne", **home)).kind is MatchKind.UNSURE


@given(people, people)
def test_comparing_the_other_way_round_gives_the_same(one: Identity, other: Identity) -> None:
    assert compare(one, other) == compare(other, one)


@given(people, people)
def test_same_needs_a_key_or_an_address_of_their_own(one: Identity, other: Identity) -> None:
    found = compare(one, other)
    assert 0.0 <= found.score <= 1.0
    shared_key = bool(one.source and one.key) and (one.source, one.key) == (other.source, other.key)
    shared_address = bool(one.email and one.email == other.email) or bool(one.phone and one.phone == other.phone)
    two_keys = bool(one.source and one.key and other.key) and one.source == other.source and one.key != other.key
    assert (found.kind is MatchKind.SAME) == (
        shared_key or (shared_address and not two_keys and compatible_names(one, other))
    )


@given(people, st.lists(people, max_size=6))
def test_the_best_of_the_candidates_is_named(one: Identity, others: list[Identity]) -> None:
    found = match(one, others)
    answers = [compare(one, other) for other in others]
    ranks = {MatchKind.NEW: 0, MatchKind.UNSURE: 1, MatchKind.SAME: 2}
    best = max(((ranks[a.kind], a.score) for a in answers), default=(0, 0.0))
    assert (ranks[found.kind], found.score) == best
    if found.index is not None:
        chosen = answers[found.index]
        assert (chosen.kind, chosen.score, chosen.reason) == (found.kind, found.score, found.reason)


def test_nobody_to_compare_with_is_somebody_new() -> None:
    assert match(ANN, []) == Match(MatchKind.NEW, 0.0, MatchReason.DIFFERENT, None)


def febrl(path: Path) -> dict[str, Identity]:
    """The records by their id; FEBRL has neither e-mail nor telephone."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{k.strip(): (v or "").strip() for k, v in row.items()} for row in csv.DictReader(file)]
    return {
        row["rec_id"]: Identity(
            given=row["given_name"],
            family=row["surname"],
            birth_date=_birth_date(row["date_of_birth"]),
            postal_code=row["postcode"],
            street=f"{row['street_number']} {row['address_1']}".strip(),
        )
        for row in rows
    }


def _birth_date(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _candidates(records: dict[str, Identity]) -> set[frozenset[str]]:
    """Pairs that share a birth date, a name, a street, or a post code with a given name: what a room would look up."""
    blocks: dict[object, list[str]] = defaultdict(list)
    for key, one in records.items():
        for block in _blocks(one):
            blocks[block].append(key)
    return {frozenset(pair) for block in blocks.values() for pair in combinations(block, 2)}


def _blocks(one: Identity) -> Iterator[object]:
    yield from (("born", one.birth_date),) if one.birth_date else ()
    yield from (("name", name_key(one.full_name)),) if one.given and one.family else ()
    yield from (("street", search_key(one.street)),) if one.street else ()
    yield from (("place", one.postal_code, one.given),) if one.given else ()
    yield from (("family", one.postal_code, one.family[:2]),) if one.family else ()


def _true_pairs(keys: Iterable[str]) -> set[frozenset[str]]:
    people: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        people[key.split("-")[1]].append(key)
    return {frozenset(pair) for group in people.values() for pair in combinations(group, 2)}


@pytest.mark.parametrize(
    ("name", "pairs", "precision", "recall"), [("dataset1.csv", 500, 0.99, 0.93), ("dataset3.csv", 6538, 0.99, 0.88)]
)
def test_febrls_duplicates_are_asked_about_and_hardly_anybody_else(
    shared_data: Path, name: str, pairs: int, precision: float, recall: float
) -> None:
    records = febrl(shared_data / "dedupe_febrl" / name)
    true = _true_pairs(records)
    assert len(true) == pairs
    kinds = {pair: compare(*(records[key] for key in pair)).kind for pair in _candidates(records)}
    assert MatchKind.SAME not in kinds.values()
    asked = {pair for pair, kind in kinds.items() if kind is MatchKind.UNSURE}
    assert len(asked & true) / len(asked) >= precision
    assert len(asked & true) / len(true) >= recall


def test_people_of_the_same_name_in_adventureworks_stay_different_people(shared_data: Path) -> None:
    with gzip.open(
        shared_data / "adventureworks" / "AdventureWorks_Customers.csv.gz", "rt", encoding="utf-8-sig"
    ) as file:
        rows = list(csv.DictReader(file))
    by_name: dict[str, list[Identity]] = defaultdict(list)
    for row in rows:
        for source, key in (("aw", row["CustomerKey"]), ("", "")):
            one = Identity(
                source=source,
                key=key,
                given=row["FirstName"],
                family=row["LastName"],
                email=normalize_email(row["EmailAddress"]) or "",
            )
            by_name[f"{source} {name_key(one.full_name)}"].append(one)
    pairs = [pair for group in by_name.values() for pair in combinations(group, 2)]
    assert len(pairs) >= 2 * 78
    assert {compare(*pair).kind for pair in pairs} == {MatchKind.NEW}
