"""Customers in memory while a batch is recorded: those already known, loaded in sets, and the new ones."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import connection

from afterword.customers.models import ContactPoint, Customer, SourceKey
from afterword.customers.reaching import serving
from afterword.domain.matching import Identity
from afterword.infra.bulk import ids_clause
from afterword.infra.tenancy import current_business_id

#: How many candidates of one address are looked at: a switchboard's number must not make imports slow.
CANDIDATES = 10
FIELDS = (
    "is_firm", "prefix", "given_name", "family_name", "company", "display_name", "search_text", "name_key",
    "language", "birth_on", "customer_since", "note", "tags", "reach",
)  # fmt: skip


class Point:
    """One address of a person."""

    __slots__ = ("bad_reason", "id", "normal", "preferred", "value")

    def __init__(self, value: str, normal: str, bad_reason: str, preferred: bool, point_id: int | None = None) -> None:
        self.value, self.normal, self.bad_reason, self.preferred, self.id = (
            value,
            normal,
            bad_reason,
            preferred,
            point_id,
        )


class Person:
    """One customer: ``id`` is None until they are written; ``before`` holds the first value of each changed field."""

    __slots__ = (*FIELDS, "before", "edited", "id", "keys", "new_keys", "new_points", "points", "suppress")

    is_firm: bool
    prefix: str
    given_name: str
    family_name: str
    company: str
    display_name: str
    search_text: str
    name_key: str
    language: str
    birth_on: date | None
    customer_since: date | None
    note: str
    tags: str
    reach: int

    def __init__(self, person_id: int | None = None) -> None:
        self.id = person_id
        self.search_text, self.reach = "", 0
        self.points: dict[tuple[str, str], Point] = {}
        #: Keys of the source that is being recorded.
        self.keys: list[str] = []
        self.new_keys: list[str] = []
        self.new_points: list[tuple[str, Point]] = []
        self.before: dict[str, Any] = {}
        self.edited = False
        #: (channel, normal) of addresses that this batch suppresses.
        self.suppress: list[tuple[str, str]] = []

    def put(self, field: str, value: Any) -> None:
        """Change a field, keeping what it was."""
        current = getattr(self, field)
        if current != value:
            if self.id is not None:
                self.before.setdefault(field, current)
            setattr(self, field, value)

    def addresses(self, channel: str) -> list[str]:
        """Normalised addresses on that channel."""
        return [normal for kind, normal in self.points if kind == channel]

    def reach_mask(self, suppressed: Collection[tuple[str, str]]) -> int:
        """The channels with an address that works and may be used; ``suppressed`` are channels with addresses."""
        mask = 0
        for (kind, normal), point in self.points.items():
            if not point.bad_reason:
                for way in serving(kind, normal):
                    if not suppressed or (way, normal) not in suppressed:
                        mask |= way.bit
        return mask

    def identity(self, *, source: str, email: str = "", phone: str = "") -> Identity:
        """Them for a comparison, with the address that is shared."""
        return Identity(
            source=source if self.keys else "",
            key=self.keys[0] if self.keys else "",
            given=self.given_name,
            family=self.family_name,
            name=self.display_name if self.name_key else "",
            email=email,
            phone=phone,
            birth_date=self.birth_on,
        )


class People:
    """The customers that a batch may be about, by their keys and addresses."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.by_id: dict[int, Person] = {}
        #: A source's key -> a customer's id (known) or the person (new in this batch).
        self.by_key: dict[str, int | Person] = {}
        self.by_address: dict[tuple[str, str], list[Person]] = defaultdict(list)
        self.by_name_and_birth: dict[tuple[str, date], list[Person]] = defaultdict(list)

    def find_keys(self, keys: Iterable[str]) -> None:
        """Learn which of these keys are known."""
        wanted = sorted(set(keys))
        if wanted:
            clause, values = values_clause("key", wanted)
            table = SourceKey._meta.db_table
            self.by_key.update(
                rows(
                    f"SELECT key, customer_id FROM {table} WHERE business_id = %s AND source = %s AND {clause}",
                    [current_business_id(), self.source, *values],
                )
            )

    def load(self, ids: Iterable[int]) -> None:
        """Bring these customers in with their addresses and keys."""
        wanted = sorted({one for one in ids if one not in self.by_id})
        if not wanted:
            return
        clause, values = ids_clause("id", wanted)
        columns = ", ".join(FIELDS)
        business = current_business_id()
        for person_id, edited_at, *fields in rows(
            f"SELECT id, edited_at, {columns} FROM {Customer._meta.db_table} WHERE business_id = %s AND {clause}",
            [business, *values],
        ):
            person = Person(person_id)
            for name, value in zip(FIELDS, fields, strict=True):
                setattr(person, name, value)
            person.is_firm = bool(person.is_firm)
            person.birth_on, person.customer_since = as_day(person.birth_on), as_day(person.customer_since)
            person.edited = edited_at is not None
            self.by_id[person_id] = person
        self._load_points(wanted)
        clause, values = ids_clause("customer_id", wanted)
        for key, customer_id in rows(
            f"SELECT key, customer_id FROM {SourceKey._meta.db_table} "
            f" WHERE business_id = %s AND {clause} AND source = %s",
            [business, *values, self.source],
        ):
            self.by_id[customer_id].keys.append(key)

    def _load_points(self, ids: list[int]) -> None:
        clause, values = ids_clause("customer_id", ids)
        for point_id, customer_id, channel, value, normal, bad_reason, preferred in rows(
            "SELECT id, customer_id, channel, value, normal, bad_reason, preferred"
            f" FROM {ContactPoint._meta.db_table} WHERE business_id = %s AND {clause} ORDER BY id",
            [current_business_id(), *values],
        ):
            person = self.by_id.get(customer_id)
            if person is not None:
                person.points[channel, normal] = Point(value, normal, bad_reason, bool(preferred), point_id)
                self.by_address[channel, normal].append(person)

    def find_addresses(self, channel: str, normals: Iterable[str]) -> None:
        """Bring in who has these addresses, at most ten each."""
        wanted = sorted(set(normals))
        if not wanted:
            return
        self.load(
            row[0]
            for row in limited_rows(
                table=ContactPoint._meta.db_table,
                column="customer_id",
                where="business_id = %s AND channel = %s AND normal = wanted.value",
                parameters=[current_business_id(), channel],
                wanted=wanted,
            )
        )

    def find_names(self, names: Iterable[tuple[str, date]]) -> None:
        """Bring in who has the same folded name and the same birth date."""
        wanted = sorted({f"{born.isoformat()} {name}" for name, born in names})
        if not wanted:
            return
        born = "substr(wanted.value, 1, 10)"
        self.load(
            row[0]
            for row in limited_rows(
                table=Customer._meta.db_table,
                column="id",
                where="business_id = %s AND name_key = substr(wanted.value, 12)"
                f" AND birth_on = {f'CAST({born} AS date)' if connection.vendor == 'postgresql' else born}",
                parameters=[current_business_id()],
                wanted=wanted,
            )
        )
        for person in self.by_id.values():
            self._remember_name(person)

    def _remember_name(self, person: Person) -> None:
        if person.name_key and person.birth_on:
            namesakes = self.by_name_and_birth[person.name_key, person.birth_on]
            if person not in namesakes:
                namesakes.append(person)

    def remember(self, person: Person) -> None:
        """A new person can be found by the rest of the batch."""
        for address in person.points:
            self.by_address[address].append(person)
        self._remember_name(person)


def rows(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    """All rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def limited_rows(
    *, table: str, column: str, where: str, parameters: list[Any], wanted: list[str]
) -> list[tuple[Any, ...]]:
    """At most :data:`CANDIDATES` rows for each wanted text, which ``where`` calls ``wanted.value``; one statement."""
    source, values = texts_source(wanted)
    inner = f"SELECT {column} FROM {table} WHERE {where} LIMIT {CANDIDATES}"
    if connection.vendor == "postgresql":
        return rows(
            f"SELECT found.{column} FROM {source} AS wanted(value) CROSS JOIN LATERAL ({inner}) AS found",
            [*values, *parameters],
        )
    key = f"{table}.id IN (SELECT id FROM {table} WHERE {where} LIMIT {CANDIDATES})"
    return rows(f"SELECT {table}.{column} FROM {source} AS wanted CROSS JOIN {table} ON {key}", [*values, *parameters])


def texts_source(texts: list[str]) -> tuple[str, list[Any]]:
    """Any number of texts as a table of one column called ``value``."""
    if connection.vendor == "postgresql":
        return "unnest(%s::text[])", [texts]
    return "json_each(%s)", [json.dumps(texts)]


def values_clause(column: str, texts: list[str]) -> tuple[str, list[Any]]:
    """A WHERE condition for any number of texts."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", [texts]
    source, values = texts_source(texts)
    return f"{column} IN (SELECT value FROM {source})", values


def as_day(value: Any) -> Any:
    """A date column as Python's date (or None): SQLite gives text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
