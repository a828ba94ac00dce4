"""Writing a batch of customers: new rows, changed rows and what they were, opt-outs, questions and events."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import connection

from afterword.businesses.models import Business
from afterword.customers.models import Consent, ContactPoint, Customer, MergeSuggestion, SourceKey, Suppression
from afterword.customers.people import FIELDS, Person, rows, values_clause
from afterword.domain.channel import through
from afterword.domain.matching import MatchReason
from afterword.infra.bulk import ids_clause, insert_rows, reserve_ids, stored_day, stored_moment
from afterword.infra.signing import fingerprint
from afterword.infra.tenancy import current_business_id
from afterword.timeline.actions import record
from afterword.timeline.catalogue import AddressSuppressed, ConsentRecorded, CustomerAdded, CustomerChanged, Event

if TYPE_CHECKING:
    from afterword.customers.recording import ConsentTold, Suspicion, _Batch

#: Told about every stored row that a recording changes: its table, its id, and {column: [before, after]}.
NoteChange = Callable[[str, int, dict[str, list[Any]]], None]

SENTENCES = {
    MatchReason.EMAIL: "They share an e-mail address.",
    MatchReason.PHONE: "They share a phone number.",
    MatchReason.EMAIL_OTHER_NAME: "They share an e-mail address, but not the name.",
    MatchReason.PHONE_OTHER_NAME: "They share a phone number, but not the name.",
    MatchReason.TWO_KEYS: "The same name and address under two customer numbers.",
    MatchReason.SIMILAR: "Their name and other details agree.",
}


class Keeper:
    """Writes what a batch decided. One for each batch."""

    def __init__(self, *, source: str, import_run_id: int | None, note_change: NoteChange | None, at: datetime) -> None:
        self.business_id = current_business_id()
        self.source, self.run, self.note_change, self.at = source, import_run_id, note_change, at
        self.events: list[Event] = []
        #: Addresses that this batch was the first to suppress.
        self.suppressed: set[tuple[str, str]] = set()

    def keep(self, met: dict[int, Person], batch: _Batch) -> None:
        """Write everything that the batch decided, then let the other rooms react."""
        people = list(met.values())
        suppressed = self._suppress(people)
        for person in people:
            if person.id is None or person.new_points or person.suppress:
                person.put("reach", person.reach_mask(suppressed))
        new = [person for person in people if person.id is None]
        self._insert(new)
        self._update([person for person in people if person.before])
        self._tell_suppressed(people)
        self._insert_points(people)
        self._insert_keys(people)
        self._insert_consents(batch.consents)
        self._insert_suggestions(batch.suspicions)
        record(self.events)

    def _insert(self, new: list[Person]) -> None:
        if not new:
            return
        ids = reserve_ids(Customer, len(new))
        at = stored_moment(self.at)
        for person, person_id in zip(new, ids, strict=True):
            person.before.clear()
            person.id = person_id
        insert_rows(
            Customer,
            ("id", "business_id", *FIELDS, "link_epoch", "import_run_id", "created_at"),
            [(person.id, self.business_id, *stored_fields(person), 0, self.run, at) for person in new],
        )
        self.events.extend(
            CustomerAdded(
                customer_id=person.id, subject_id=person.id, at=self.at, import_run_id=self.run, source=self.source
            )
            for person in new
        )

    def _update(self, changed: list[Person]) -> None:
        if not changed:
            return
        settings = ", ".join(f"{field} = %s" for field in FIELDS)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {Customer._meta.db_table} SET {settings} WHERE business_id = %s AND id = %s",
                [(*stored_fields(person), self.business_id, person.id) for person in changed],
            )
        for person in changed:
            assert person.id is not None
            self._note(
                Customer._meta.db_table, person.id, {f: [v, getattr(person, f)] for f, v in person.before.items()}
            )
            what = ", ".join(field for field in person.before if field not in ("search_text", "name_key", "reach"))
            if what:
                self.events.append(
                    CustomerChanged(
                        customer_id=person.id,
                        subject_id=person.id,
                        at=self.at,
                        import_run_id=self.run,
                        what=what,
                        source=self.source,
                    )
                )

    def _note(self, table: str, row_id: int, fields: dict[str, list[Any]]) -> None:
        if self.note_change is not None:
            self.note_change(
                table, row_id, {name: [_plain(before), _plain(after)] for name, (before, after) in fields.items()}
            )

    def _insert_points(self, people: list[Person]) -> None:
        at = stored_moment(self.at)
        demoted = []
        for person in people:
            if any(point.preferred for _, point in person.new_points):
                channels = {channel for channel, point in person.new_points if point.preferred}
                demoted += [
                    (point.id, point)
                    for (channel, _), point in person.points.items()
                    if point.id is not None and channel in channels
                ]
        self._demote([point_id for point_id, point in demoted if not point.preferred])
        insert_rows(
            ContactPoint,
            (
                "business_id", "customer_id", "channel", "value", "normal", "bad_reason", "preferred",
                "import_run_id", "created_at",
            ),
            [
                (self.business_id, person.id, channel, point.value, point.normal, point.bad_reason, point.preferred,
                self.run, at)
                for person in people
                for channel, point in person.new_points
            ],
        )  # fmt: skip

    def _demote(self, point_ids: list[int]) -> None:
        """Older addresses step back behind a newer one; noted, so that undo brings them back."""
        if not point_ids:
            return
        clause, values = ids_clause("id", point_ids)
        table = ContactPoint._meta.db_table
        preferred = rows(
            f"SELECT id FROM {table} WHERE business_id = %s AND {clause} AND preferred = %s",
            [self.business_id, *values, True],
        )
        for (point_id,) in preferred:
            self._note(table, point_id, {"preferred": [True, False]})
        ContactPoint.objects.filter(id__in=[row[0] for row in preferred]).update(preferred=False)

    def _insert_keys(self, people: list[Person]) -> None:
        insert_rows(
            SourceKey,
            ("business_id", "source", "key", "customer_id", "import_run_id"),
            [(self.business_id, self.source, key, person.id, self.run) for person in people for key in person.new_keys],
        )

    def _suppress(self, people: list[Person]) -> set[tuple[str, str]]:
        """Write the batch's own suppressions; return which of its addresses are suppressed, new and old ones."""
        asked = {address: person for person in people for address in person.suppress}
        if not asked and not Suppression.objects.filter(lifted_at=None).exists():
            return set()
        looked_at = {address for person in people for address in person.points} | set(asked)
        prints = {address: fingerprint(address[1], business_id=self.business_id) for address in looked_at}
        known = self._known_suppressions(prints.values())
        fresh = {address for address in asked if (address[0], prints[address]) not in known}
        self.suppressed = fresh
        at = stored_moment(self.at)
        insert_rows(
            Suppression,
            ("business_id", "channel", "fingerprint", "reason", "detail", "import_run_id", "at"),
            [
                (
                    self.business_id,
                    channel,
                    prints[channel, normal],
                    "imported",
                    f"Opted out in {self.source}"[:300],
                    self.run,
                    at,
                )
                for channel, normal in sorted(fresh)
            ],
        )
        standing = {key for key, lifted in known.items() if not lifted}
        # An opt-out that a person has lifted since stays lifted when the same old list comes in again.
        old = {(way, a[1]) for a in looked_at for way in through(a[0]) if (way, prints[a]) in standing}
        return fresh | old

    def _tell_suppressed(self, people: list[Person]) -> None:
        """Say of whoever opted out that their address is not used any more."""
        self.events.extend(
            AddressSuppressed(
                customer_id=person.id,
                subject_id=person.id,
                at=self.at,
                import_run_id=self.run,
                channel=channel,
                reason="imported",
            )
            for person in people
            if person.id is not None
            for channel in sorted(
                {channel for channel, normal in person.suppress if (channel, normal) in self.suppressed}
            )
        )

    def _known_suppressions(self, prints: Iterable[str]) -> dict[tuple[str, str], bool]:
        clause, values = values_clause("fingerprint", sorted(set(prints)))
        return {
            (channel, print_): lifted is not None
            for channel, print_, lifted in rows(
                f"SELECT channel, fingerprint, lifted_at FROM {Suppression._meta.db_table}"
                f" WHERE business_id = %s AND {clause}",
                [self.business_id, *values],
            )
        }

    def _insert_consents(self, told: list[ConsentTold]) -> None:
        """Append what is news: a repeated word is none, and a file's yes never undoes a no."""
        if not told:
            return
        ids = [one.person.id for one in told if one.person.id is not None]
        clause, values = ids_clause("customer_id", ids)
        refused: dict[int, bool] = {}
        for customer_id, granted in rows(
            f"SELECT customer_id, granted FROM {Consent._meta.db_table} WHERE business_id = %s AND {clause}"
            " AND purpose = 'promotion' AND channel = 'email' ORDER BY at, id",
            [self.business_id, *values],
        ):
            refused[customer_id] = not granted
        fresh = []
        zone = ZoneInfo(Business.objects.values_list("timezone", flat=True).get(pk=self.business_id))
        for person, granted, when in told:
            assert person.id is not None
            standing = refused.get(person.id)
            if standing is None or (standing is False and not granted):
                refused[person.id] = not granted
                at = self.at if when is None else min(self.at, _in_utc(when, zone))
                fresh.append(
                    (
                        self.business_id,
                        person.id,
                        "promotion",
                        "email",
                        granted,
                        self.source,
                        "",
                        self.run,
                        stored_moment(at),
                    )
                )
        insert_rows(
            Consent,
            ("business_id", "customer_id", "purpose", "channel", "granted", "source", "wording", "import_run_id", "at"),
            fresh,
        )
        for row in fresh:
            if not row[4]:
                self.events.append(
                    ConsentRecorded(
                        customer_id=row[1],
                        subject_id=row[1],
                        at=self.at,
                        import_run_id=self.run,
                        purpose=row[2],
                        channel=row[3],
                        granted=False,
                        source=self.source,
                    )
                )

    def _insert_suggestions(self, suspicions: list[Suspicion]) -> None:
        if not suspicions:
            return
        ids = sorted(
            {one.other.id for one in suspicions if one.other.id}
            | {one.person.id for one in suspicions if one.person.id}
        )
        one_side, values = ids_clause("customer_id", ids)
        other_side, more = ids_clause("other_id", ids)
        known = {
            frozenset(pair)
            for pair in rows(
                f"SELECT customer_id, other_id FROM {MergeSuggestion._meta.db_table}"
                f" WHERE business_id = %s AND ({one_side} OR {other_side})",
                [self.business_id, *values, *more],
            )
        }
        at = stored_moment(self.at)
        fresh = []
        for person, other, match in suspicions:
            pair = frozenset((person.id, other.id))
            if len(pair) == 2 and pair not in known:
                known.add(pair)
                first, second = sorted(pair)  # type: ignore[type-var]
                sentence = SENTENCES[match.reason]
                fresh.append(
                    (self.business_id, first, second, round(match.score * 100), sentence, "open", self.run, at)
                )
        insert_rows(
            MergeSuggestion,
            ("business_id", "customer_id", "other_id", "score", "reason", "state", "import_run_id", "created_at"),
            fresh,
        )


def stored_fields(person: Person) -> tuple[Any, ...]:
    """The person's fields as their columns store them, in the order of FIELDS."""
    return (
        person.is_firm, person.prefix, person.given_name, person.family_name, person.company, person.display_name,
        person.search_text, person.name_key, person.language, stored_day(person.birth_on),
        stored_day(person.customer_since),
        person.note, person.tags, person.reach,
    )  # fmt: skip


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _in_utc(moment: datetime, zone: ZoneInfo) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
