"""The last instant: which dots may be said is decided once more and committed before any of them is.

Mostly nobody else has written since a batch was first looked at, and then the facts are what they were: one statement
makes sure of that and announces, on one way to the database. Else the tables are read again for these few letters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from django.db import connection, transaction

from afterword.domain.contact import stays_allowed
from afterword.followups.delivering.claiming import Claim, give_back, held_by
from afterword.followups.delivering.deciding import Day, Decided, decide_again, reconsider
from afterword.followups.delivering.outcomes import Answered, note_verdict, sent_statement
from afterword.followups.delivering.pacing import Turnstile
from afterword.infra import clock
from afterword.infra.bulk import stored_moment
from afterword.infra.prepared import Rows, Statement, run_together, run_transaction
from afterword.infra.tenancy import current_business_id
from afterword.infra.watching import Watch


class Announced(NamedTuple):
    """The messages whose dots may be said, the answers now recorded as sent, and how many the gate put away."""

    granted: set[int]
    noted: list[Answered]
    put_away: int = 0


@dataclass
class LastInstant:
    """What one batch knows of its letters, and whether that still holds."""

    worker: str
    lease: timedelta
    #: What lets through as many as the account takes; None: all.
    turnstile: Turnstile | None = None
    watch: Watch = field(default_factory=Watch)
    #: Customers whose own messages went ahead in this batch: what was known of them is not the latest any more.
    written_to: set[int] = field(default_factory=set)
    #: Somebody else has written since the first look.
    disturbed: bool = False

    def announce(
        self,
        ready: Sequence[Decided],
        sent: Sequence[Answered],
        day: Day,
        record_others: Callable[[], None] | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> Announced:
        """Record what was sent, and announce the dots of those of ``ready`` that the gate still allows.

        ``record_others``: writes down other answers, in the same transaction. ``meanwhile``: what may be done while
        the database is at work.
        """
        day = day.at(clock.now())
        before: list[Answered] = []
        if ready and self._may_be_at_once(record_others) and self._knows(ready) and _all_allowed(ready, day):
            announced = self._announce_at_once(ready, sent, meanwhile)
            if announced.granted:
                return announced
            # Recorded is recorded, whatever becomes of the others.
            before, sent = announced.noted, []
        announced = self._look_again(ready, sent, day, record_others)
        return announced._replace(noted=before + announced.noted)

    def _may_be_at_once(self, record_others: Callable[[], None] | None) -> bool:
        # What is counted is not many, and counting takes a look of its own.
        return record_others is None and self.turnstile is None

    def _knows(self, ready: Sequence[Decided]) -> bool:
        customers = {one.standing.customer_id for one in ready}
        return not self.disturbed and not customers & self.written_to

    def _announce_at_once(
        self, ready: Sequence[Decided], sent: Sequence[Answered], meanwhile: Callable[[], None] | None
    ) -> Announced:
        """Announce if nobody else has written since the first look; otherwise nothing is granted."""
        wanted = [Claim(*one.standing.claim) for one in ready]
        customers = {one.standing.customer_id for one in ready}
        if connection.vendor == "postgresql":
            asked = self._writes(wanted, sent, self.watch)
            announced, grants = _read(run_transaction([*_locks(customers), *asked], meanwhile=meanwhile), wanted, sent)
            if grants:
                self.watch.go_on_from(*grants[0][1:])
            self.disturbed = not grants
        else:
            with transaction.atomic():
                self.disturbed = not self.watch.nobody_wrote()
                wanted = [] if self.disturbed else wanted
                announced, _ = _read(run_together(self._writes(wanted, sent)), wanted, sent)
        self.written_to |= customers
        return announced

    def _look_again(
        self, ready: Sequence[Decided], sent: Sequence[Answered], day: Day, record_others: Callable[[], None] | None
    ) -> Announced:
        """Read the tables anew under a lock, put away what may not leave any more, and announce the rest."""
        customers = {one.standing.customer_id for one in ready}
        allowed: list[Claim] = []
        put_away = 0
        with transaction.atomic():
            again = decide_again(ready, day, _locks(customers))
            if not self.disturbed:
                self.watch.note_own_writes()
            for one in ready:
                now = again.get(one.standing.id)
                if now is None or now.standing.claim != one.standing.claim or now.standing.state != "claimed":
                    continue
                if now.verdict.allowed and now.standing.follow_up_state == "approved":
                    allowed.append(Claim(*one.standing.claim))
                else:
                    note_verdict(now, day)
                    put_away += 1
            if record_others:
                record_others()
            if self.turnstile:
                announced = self._announce_counted(allowed, sent, day, self.turnstile)
            else:
                announced, _ = _read(run_together(self._writes(allowed, sent), and_commit=True), allowed, sent)
        self.written_to |= customers
        return announced._replace(put_away=put_away)

    def _announce_counted(
        self, allowed: Sequence[Claim], sent: Sequence[Answered], day: Day, turnstile: Turnstile
    ) -> Announced:
        """Announce as many as the account still takes, count them, and let go of the rest."""
        fits = turnstile.admit(len(allowed), at=day.now) if allowed else 0
        announced, _ = _read(run_together(self._writes(allowed[:fits], sent)), allowed[:fits], sent)
        if announced.granted:
            turnstile.count(len(announced.granted), at=day.now)
        give_back(allowed[fits:])
        return announced

    def _writes(self, wanted: Sequence[Claim], sent: Sequence[Answered], watch: Watch | None = None) -> list[Statement]:
        """What ends the transaction: the answers are recorded, then the dots announced."""
        recorded = [sent_statement(sent)] if sent else []
        return [*recorded, _grant_statement(wanted, self.worker, self.lease, watch)] if wanted else recorded


def _read(rows: Sequence[Rows], wanted: Sequence[Claim], sent: Sequence[Answered]) -> tuple[Announced, Rows]:
    """What the last of these rows say, and those of the grant."""
    grants = rows[-1] if wanted else []
    recorded = rows[-2 if wanted else -1] if sent else []
    ids = {row[0] for row in recorded}
    return Announced({row[0] for row in grants}, [one for one in sent if one.message.standing.id in ids]), grants


def _all_allowed(ready: Sequence[Decided], day: Day) -> bool:
    """Whether the gate says yes to each at this moment, if the facts are what they were."""
    if all(one.verdict.allowed and stays_allowed(one.facts, day.now) for one in ready):
        return True
    return all(one.verdict.allowed for one in reconsider(ready, day).values())


def _grant_statement(wanted: Sequence[Claim], worker: str, lease: timedelta, watch: Watch | None) -> Statement:
    """Those whose token holds and whose lease is not over: claimed becomes handing.

    With ``watch`` only if nobody else has written; each row then tells from which moment to watch on.
    """
    condition, values = held_by(wanted)
    now = clock.wall()
    sql = (
        "UPDATE followups_message SET state = 'handing', attempts = attempts + 1, lease_until = %s"
        f" WHERE {condition} AND state = 'claimed' AND worker = %s AND lease_until > %s"
    )
    parameters = [stored_moment(now + lease), *values, worker, stored_moment(now)]
    if watch is None:
        return f"{sql} RETURNING id", parameters
    nobody_wrote, facts = watch.condition()
    return (
        f"{sql} AND ({nobody_wrote}) RETURNING id, pg_current_snapshot()::text, pg_current_xact_id()::text",
        [*parameters, *facts],
    )


def _locks(customers: set[int]) -> list[Statement]:
    """Two workers must not write to one customer at once (SQLite's writers come one after another anyway)."""
    if connection.vendor != "postgresql" or not customers:
        return []
    return [
        (
            # Found by id; the plus keeps PostgreSQL from going by the business while it has no statistics.
            "SELECT id FROM customers_customer WHERE +business_id = %s AND id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            [current_business_id(), sorted(customers)],
        )
    ]
