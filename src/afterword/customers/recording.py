"""Records from outside become customers: matched, completed or added, a batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from django.db import connection

from afterword.businesses.models import Business
from afterword.customers.forgotten import forgotten_among
from afterword.customers.keeping import Keeper, NoteChange
from afterword.customers.naming import display_name, folded_name, search_text
from afterword.customers.people import People, Person, Point
from afterword.customers.telling import EMAIL, PHONE, POST, Told, told_by, told_in_full
from afterword.domain.importing.records import CustomerRecord
from afterword.domain.matching import Identity, Match, MatchKind, MatchReason, compare
from afterword.infra import clock
from afterword.infra.tenancy import current_business_id

#: Source of customers that somebody wrote in by hand.
BY_HAND = "hand"


class Outcome(StrEnum):
    """What became of a record."""

    ADDED = "added"
    MATCHED = "matched"
    CHANGED = "changed"


class Recorded(NamedTuple):
    """The customer that a record is about."""

    customer_id: int
    outcome: Outcome


def record_customers(
    *,
    records: Sequence[CustomerRecord],
    source: str,
    import_run_id: int | None = None,
    corrects: bool = False,
    note_change: NoteChange | None = None,
    at: datetime | None = None,
) -> list[Recorded]:
    """Match each record to a customer, complete what we lack, add who is new; one result per record, in order.

    A few statements for the whole batch, however many are stored. ``corrects``: what the source says under its own key
    replaces what it said before, unless a person has edited that customer; otherwise only gaps are filled. Nothing is
    ever blanked, an opt-out always survives, and unsure pairs become merge suggestions. ``note_change`` is told the
    table, the row and {field: [before, after]} of every stored row that changes. Needs a transaction around it.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record_customers() needs a transaction around it.")
    region = Business.objects.values_list("country", flat=True).get(pk=current_business_id())
    batch = _Batch(source, corrects)
    told = [told_by(record, region=region) for record in records]
    # Whoever is written in by hand comes anew; a file never brings back whom the business was asked to forget.
    forgotten = forgotten_among(told, source=source) if source != BY_HAND else {}
    batch.find([one for place, one in enumerate(told) if place not in forgotten])
    decided = [
        (forgotten[place], Outcome.MATCHED) if place in forgotten else batch.decide(one)
        for place, one in enumerate(told)
    ]
    Keeper(source=source, import_run_id=import_run_id, note_change=note_change, at=at or clock.now()).keep(
        batch.met, batch
    )
    return [_result(person, outcome) for person, outcome in decided]


def _result(person: Person | int, outcome: Outcome) -> Recorded:
    if isinstance(person, int):
        return Recorded(person, outcome)
    assert person.id is not None
    return Recorded(person.id, Outcome.CHANGED if outcome is Outcome.MATCHED and person.before else outcome)


class Suspicion(NamedTuple):
    """Two who may be one."""

    person: Person
    other: Person
    match: Match


class ConsentTold(NamedTuple):
    """A yes or no to advertising by e-mail that a record carries."""

    person: Person
    granted: bool
    at: datetime | None


class _Batch:
    """Decides who each record is; writes nothing."""

    def __init__(self, source: str, corrects: bool) -> None:
        self.source, self.corrects = source, corrects
        self.people = People(source)
        #: Everybody whose details this batch told, in order of first mention.
        self.met: dict[int, Person] = {}
        self.suspicions: list[Suspicion] = []
        self.consents: list[ConsentTold] = []

    def find(self, told: Sequence[Told]) -> None:
        """Bring in everybody whom these records may be about."""
        people = self.people
        people.find_keys(one.source_key for one in told if one.source_key)
        known = {
            one.source_key: person
            for one in told
            if not one.is_bare and isinstance(person := people.by_key.get(one.source_key), int)
        }
        people.load(known.values())
        strangers = [one for one in told if not one.is_bare and not self._has_all(one, known.get(one.source_key))]
        people.find_addresses(EMAIL, [one.email for one in strangers if one.email])
        people.find_addresses(PHONE, [phone for one in strangers for phone in one.phones])
        new = [one for one in strangers if one.source_key not in known]
        people.find_names((one.name_key, one.birth_on) for one in new if one.name_key and one.birth_on)
        people.find_addresses(POST, [point[2] for one in new for point in one.points if point[0] == POST])

    def _has_all(self, told: Told, customer_id: int | None) -> bool:
        """Whether that customer has these addresses already, so that nobody else needs looking for."""
        person = self.people.by_id.get(customer_id) if customer_id is not None else None
        return person is not None and all((channel, normal) in person.points for channel, _, normal, _ in told.points)

    def decide(self, told: Told) -> tuple[Person | int, Outcome]:
        """Who this record is about: somebody known, or a new person."""
        found = self.people.by_key.get(told.source_key) if told.source_key else None
        if found is not None:
            if told.is_bare:
                return found, Outcome.MATCHED
            person = self.people.by_id[found] if isinstance(found, int) else found
            self._suspect_sharing(told, person)
            self._complete(told, person, corrects=self.corrects and bool(told.key))
            return person, Outcome.MATCHED
        told = told_in_full(told)
        best, other = self._best_candidate(told)
        if other is not None and best.kind is MatchKind.SAME:
            self._add_key(told, other)
            self._complete(told, other, corrects=False)
            return other, Outcome.MATCHED
        person = self._new(told)
        if other is not None and best.kind is MatchKind.UNSURE:
            self.suspicions.append(Suspicion(other, person, best))
        return person, Outcome.ADDED

    def _best_candidate(self, told: Told) -> tuple[Match, Person | None]:
        """The one whom the record most likely is, and how sure that is."""
        best, whose = Match(MatchKind.NEW, 0.0, MatchReason.DIFFERENT), None
        for person, email, phone in self._candidates(told):
            found = compare(
                self._identity(told, email, phone), person.identity(source=self.source, email=email, phone=phone)
            )
            if (_RANK[found.kind], found.score) > (_RANK[best.kind], best.score):
                best, whose = found, person
        return best, whose

    def _candidates(self, told: Told) -> list[tuple[Person, str, str]]:
        """Who shares something telling with the record: (person, the shared e-mail, the shared phone)."""
        by_address = self.people.by_address
        shared: dict[int, tuple[Person, str, str]] = {}
        if told.email:
            for person in by_address.get((EMAIL, told.email), ()):
                shared[id(person)] = (person, told.email, "")
        for phone in told.phones:
            for person in by_address.get((PHONE, phone), ()):
                shared[id(person)] = (person, shared.get(id(person), (None, "", ""))[1], phone)
        if told.name_key:
            if told.birth_on:
                for person in self.people.by_name_and_birth.get((told.name_key, told.birth_on), ()):
                    shared.setdefault(id(person), (person, "", ""))
            for channel, _, normal, _ in told.points:
                if channel == POST:
                    for person in by_address.get((POST, normal), ()):
                        if person.name_key == told.name_key:
                            shared.setdefault(id(person), (person, "", ""))
        return list(shared.values())

    def _identity(self, told: Told, email: str, phone: str) -> Identity:
        return Identity(
            source=self.source if told.key else "",
            key=told.key,
            given=told.given_name,
            family=told.family_name,
            name=told.display,
            email=email,
            phone=phone,
            birth_date=told.birth_on,
        )

    def _suspect_sharing(self, told: Told, person: Person) -> None:
        """A known person brings an address that is somebody else's: perhaps they are one."""
        for channel, normal in [(EMAIL, told.email)] * bool(told.email) + [(PHONE, phone) for phone in told.phones]:
            if (channel, normal) in person.points:
                continue
            for other in self.people.by_address.get((channel, normal), ()):
                if other is not person:
                    shared = {"email" if channel == EMAIL else "phone": normal}
                    found = compare(self._identity(told, shared.get("email", ""), shared.get("phone", "")), other.identity(source=self.source, **shared))  # fmt: skip  # noqa: E501
                    if found.kind is not MatchKind.NEW:
                        self.suspicions.append(Suspicion(other, person, found))

    def _new(self, told: Told) -> Person:
        person = Person()
        person.is_firm, person.prefix = told.is_firm, told.prefix
        person.given_name, person.family_name, person.company = told.given_name, told.family_name, told.company
        person.language, person.birth_on, person.customer_since = told.language, told.birth_on, told.customer_since
        person.note, person.tags, person.name_key = told.note, told.tags, told.name_key
        person.display_name = told.display or display_name(
            given="", family="", company="", email=told.email, phone=told.phones[0] if told.phones else "", key=told.key
        )
        self._add_key(told, person)
        self._add_points(told, person, corrects=False)
        self._describe(person)
        self._hear_consent(told, person)
        self.met[id(person)] = person
        self.people.remember(person)
        return person

    def _add_key(self, told: Told, person: Person) -> None:
        if told.source_key:
            person.keys.append(told.source_key)
            person.new_keys.append(told.source_key)
            self.people.by_key[told.source_key] = person
            self.met[id(person)] = person

    def _complete(self, told: Told, person: Person, *, corrects: bool) -> None:
        """Fill in what is missing; where the source corrects itself, take its newer word."""
        self.met[id(person)] = person
        overwrite = corrects and not person.edited
        if told.name_key and not person.name_key:
            self._rename(person, told.given_name, told.family_name, told)
        elif told.name_key and overwrite:
            has_parts = told.given_name or told.family_name
            given = told.given_name or (person.given_name if has_parts else "")
            self._rename(person, given, told.family_name or (person.family_name if has_parts else ""), told)
        for field in ("prefix", "company", "language", "birth_on", "customer_since", "note", "tags"):
            value = getattr(told, field)
            if value and (overwrite or not getattr(person, field)):
                person.put(field, value)
        self._add_points(told, person, corrects=overwrite)
        if person.new_points or person.before:
            self._describe(person)
        self._hear_consent(told, person)

    @staticmethod
    def _rename(person: Person, given: str, family: str, told: Told) -> None:
        """Take over a name; a part that the source leaves out stays."""
        display = " ".join(part for part in (given, family) if part)[:200] or told.display
        if display == person.display_name and person.name_key:
            return
        person.put("given_name", given)
        person.put("family_name", family)
        person.put("is_firm", told.is_firm)
        person.put("display_name", display)
        person.put("name_key", folded_name(display))

    def _add_points(self, told: Told, person: Person, *, corrects: bool) -> None:
        for channel, value, normal, bad_reason in told.points:
            if (channel, normal) in person.points:
                continue
            rivals = [point for (kind, _), point in person.points.items() if kind == channel]
            preferred = not bad_reason and (corrects or not any(point.preferred for point in rivals))
            if preferred:
                for rival in rivals:
                    rival.preferred = False
            point = Point(value, normal, bad_reason, preferred)
            person.points[channel, normal] = point
            person.new_points.append((channel, point))
            if person.id is not None:
                self.people.by_address[channel, normal].append(person)

    def _describe(self, person: Person) -> None:
        person.put(
            "search_text",
            search_text(
                display=person.display_name,
                company=person.company,
                emails=person.addresses(EMAIL),
                phones=person.addresses(PHONE),
                keys=[key for key in person.keys if not key.startswith("like:")],
            ),
        )

    def _hear_consent(self, told: Told, person: Person) -> None:
        if told.accepts_email is None:
            return
        if told.opted_out:
            addresses = [told.email] if told.email else person.addresses(EMAIL)
            person.suppress.extend((EMAIL, address) for address in addresses)
        self.consents.append(ConsentTold(person, told.accepts_email, told.unsubscribed_at))


_RANK = {MatchKind.NEW: 0, MatchKind.UNSURE: 1, MatchKind.SAME: 2}
